import type { MetricsRegistry } from '@tocsin/kit'
import client from 'prom-client'
import type { CalendarState } from './state.ts'

/** How old what is known of each calendar is. One that was never read has no age, and is not readable. */
export function addCalendarMetrics(
  registry: MetricsRegistry,
  states: () => readonly CalendarState[],
  now: () => number,
): void {
  const registers = [registry]
  const age = new client.Gauge({
    name: 'tocsin_oncall_calendar_age_seconds',
    help: 'Time since the calendar of an on-call schedule was last read.',
    labelNames: ['schedule'],
    registers,
    collect: () => {
      age.reset()
      for (const { schedule, readAt } of states()) {
        if (readAt !== undefined) age.set({ schedule }, Math.max(0, now() - readAt) / 1000)
      }
    },
  })
  const readable = new client.Gauge({
    name: 'tocsin_oncall_calendar_readable',
    help: 'Whether the calendar of an on-call schedule could be read the last time.',
    labelNames: ['schedule'],
    registers,
    collect: () => {
      readable.reset()
      for (const { schedule, readAt, problem } of states()) {
        readable.set({ schedule }, problem === undefined && readAt !== undefined ? 1 : 0)
      }
    },
  })
}
