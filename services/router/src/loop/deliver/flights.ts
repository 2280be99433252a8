/** The calls that are under way, and what they keep busy. */
import type { Busy } from '../../store/port.ts'

interface Flight {
  /** More than one where a message is about many groups. */
  readonly deliveries: readonly number[]
  readonly limitKey: string | undefined
  readonly target: string
  /** Calls that its target may have at once. */
  readonly parallel: number
}

export interface Flights {
  readonly size: number
  has(delivery: number): boolean
  /** `done` settles when the call is over and recorded; it never rejects. */
  add(flight: Flight, done: Promise<void>): void
  busy(): Busy
  idle(): Promise<void>
}

export function createFlights(): Flights {
  const flights = new Map<Flight, Promise<void>>()
  const flying = new Set<number>()
  return {
    get size() {
      return flights.size
    },
    has: (delivery) => flying.has(delivery),
    add(flight, done) {
      for (const delivery of flight.deliveries) flying.add(delivery)
      const over = done.then(() => {
        flights.delete(flight)
        for (const delivery of flight.deliveries) flying.delete(delivery)
      })
      flights.set(flight, over)
    },
    busy() {
      const perTarget = Map.groupBy(flights.keys(), ({ target }) => target)
      return {
        // One call at a time under one limit key: what a provider counts, it counts in order.
        limitKeys: [...flights.keys()].flatMap(({ limitKey }) => (limitKey === undefined ? [] : [limitKey])),
        targets: [...perTarget].flatMap(([target, calls]) =>
          calls.length >= Math.min(...calls.map(({ parallel }) => parallel)) ? [target] : [],
        ),
      }
    },
    async idle() {
      while (flights.size > 0) await Promise.all(flights.values())
    },
  }
}
