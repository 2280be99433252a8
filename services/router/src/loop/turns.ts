/** Who waits for a turn, in the order of asking. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>

/**
 * One piece of work at a time. A tick decides by one configuration and by what it read of the groups: nothing that changes
 * either may come in between, or an alert ends up with a route that is gone, where nobody looks.
 */
export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work, work)
    last = mine
    return mine
  }
}
