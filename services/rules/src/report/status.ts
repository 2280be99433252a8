/** What is to be told about a state. Pure. */
import type { Problem } from '@tocsin/kit'
import type { RulesStatus } from '@tocsin/rules'
import { type State, TARGETS } from '../converge/state.ts'

/** What was told last, and of which files. */
export interface Told {
  readonly status: RulesStatus
  readonly versions: State['onDisk']
}

/** Undefined until something has been tried. */
export function tell(state: State, before: Told | undefined, now: number): Told | undefined {
  const { edit, onDisk } = state
  if (edit.kind === 'none') return undefined
  const problems = problemsOf(state)
  if (problems.length === 0) {
    const same = before?.status.state === 'in-force' && TARGETS.every((name) => before.versions[name] === onDisk[name])
    return { status: { state: 'in-force', since: same ? before.status.since : now }, versions: onDisk }
  }
  const since = before?.status.state === 'refused' ? before.status.since : now
  return { status: { state: 'refused', since, problems: [...problems] }, versions: onDisk }
}

function problemsOf({ edit, readers }: State): readonly Problem[] {
  if (edit.kind === 'refused' || edit.kind === 'failed') return edit.problems
  return TARGETS.flatMap((target) => {
    const reader = readers[target]
    // While one that refused is asked once more, nothing is mended yet.
    return reader.kind === 'loaded' || reader.kind === 'absent' ? [] : (reader.refusal?.problems ?? [])
  })
}
