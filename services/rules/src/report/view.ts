/** How far each target is, for `GET /status`. Times in milliseconds since the epoch. Pure. */
import { type Reader, type State, TARGETS, type Target } from '../converge/state.ts'

export function viewOf({ readers }: State): Readonly<Record<Target, unknown>> {
  const [router, prometheus] = TARGETS.map((target) => readerView(readers[target]))
  return { router, prometheus }
}

function readerView(reader: Reader): unknown {
  switch (reader.kind) {
    case 'absent':
      return { state: 'not configured' }
    case 'loaded':
      return { state: 'loaded', at: reader.at }
    case 'owed':
      return { state: 'behind', since: reader.since, failures: reader.failures, reason: reader.reason }
    case 'asked':
      return { state: 'behind', since: reader.since, failures: reader.failures }
    case 'refusing':
      return { state: 'refusing', times: reader.refusal.times, nextAt: reader.dueAt }
  }
}
