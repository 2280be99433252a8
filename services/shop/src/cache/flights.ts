/** Reads of one key that are under way at the same time become one. */
export interface Flights<Source extends object> {
  /** Joins the read of this key from this source, or starts it. A failure is the failure of all who joined. */
  join<T>(source: Source, key: string, read: () => Promise<T>): Promise<T>
}

/** A key stands for one type: whoever joins gets what the first asked for. */
export function createFlights<Source extends object>(): Flights<Source> {
  // By source: a request that a fault sends to a stalled database must not take the others with it.
  const bySource = new WeakMap<Source, Map<string, Promise<unknown>>>()
  return {
    join<T>(source: Source, key: string, read: () => Promise<T>): Promise<T> {
      const flights = bySource.get(source) ?? new Map<string, Promise<unknown>>()
      bySource.set(source, flights)
      const known = flights.get(key)
      if (known) return known as Promise<T>
      const flight = read().finally(() => flights.delete(key))
      flights.set(key, flight)
      return flight
    },
  }
}
