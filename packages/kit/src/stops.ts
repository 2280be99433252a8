/** Named stops, run in the reverse order of the starts. */
export interface Stops {
  add(name: string, stop: () => Promise<void> | void): void
  /** Runs all stops; a failing one does not keep the others from running. Throws the first failure at the end. */
  run(): Promise<void>
}

export function createStops(): Stops {
  const stops: { name: string; stop: () => Promise<void> | void }[] = []
  return {
    add: (name, stop) => {
      stops.push({ name, stop })
    },
    async run() {
      const failures: Error[] = []
      for (let entry = stops.pop(); entry; entry = stops.pop()) {
        try {
          await entry.stop()
        } catch (error) {
          failures.push(new Error(`stopping ${entry.name}`, { cause: error }))
        }
      }
      if (failures[0]) throw failures[0]
    },
  }
}
