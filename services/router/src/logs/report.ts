/** From the log engine's alert to the report that every alert enters as. Pure. */
import type { ReportedAlert } from '../intake/accept.ts'
import type { LogAlert } from './contract.ts'

export function reportOf(
  { labels, annotations, startsAt, endsAt, generatorUrl, evidence }: LogAlert,
  now: number,
): ReportedAlert {
  return {
    labels,
    annotations,
    generatorUrl,
    startsAt,
    ending: { kind: endsAt <= now ? 'stated' : 'expires', at: endsAt },
    evidence,
  }
}
