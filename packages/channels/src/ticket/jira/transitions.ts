/** Closing and opening again: Jira moves issues by the transitions of their workflow, which depend on where they are. */
import type { Answer } from '../../http.ts'
import { fieldOf } from '../../outcome.ts'
import type { ApiResult, Moved } from '../port.ts'
import type { JiraConfig } from './config.ts'
import { issuePath, type Jira } from './issue.ts'

interface Transition {
  readonly id: string
  readonly name: string
  readonly to: { readonly id: string; readonly name: string; readonly category: string }
  /** Resolutions that it lets choose from; undefined where it has no such field. */
  readonly resolutions: readonly string[] | undefined
  readonly wantsResolution: boolean
}

export async function moveIssue(jira: Jira, id: string, how: 'close' | 'reopen'): Promise<ApiResult<Moved>> {
  const { client, settings } = jira
  const path = `${issuePath(id)}/transitions`
  const listed = client.asked(
    await client.ask({ method: 'GET', path: `${path}?expand=transitions.fields` }),
    transitionsIn,
  )
  if (listed.kind !== 'done') return listed
  const transition = chosen(listed.value, how, settings)
  if (!transition) return { ...listed, value: { mark: '', why: noneOf(listed.value, how, settings) } }
  const fields = how === 'close' ? resolutionFor(transition, settings) : {}
  const result = await client.ask({ method: 'POST', path, body: { transition: { id: transition.id }, ...fields } })
  const moved = client.result(result, () => ({ mark: transition.to.id, why: '' }))
  if (moved.kind !== 'failed' || moved.outcome.kind !== 'reject') return moved
  const why = `not moved by "${transition.name}": ${moved.outcome.reason}`
  return { kind: 'done', code: moved.outcome.code, value: { mark: '', why } }
}

/** By the configured name; else the first that leads to where it should go, and not to "won't fix". */
function chosen(all: readonly Transition[], how: 'close' | 'reopen', settings: JiraConfig): Transition | undefined {
  const wanted = (how === 'close' ? settings.closeBy : settings.reopenBy)?.toLowerCase()
  if (wanted !== undefined) {
    return (
      all.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted) ??
      all.find(({ to }) => to.name.toLowerCase() === wanted)
    )
  }
  const bad = (name: string) => settings.wontFix.includes(name.toLowerCase())
  const fits = all.filter(
    ({ name, to }) => (to.category === 'done') === (how === 'close') && !bad(name) && !bad(to.name),
  )
  return fits.find(({ to }) => how === 'close' || to.category === 'new') ?? fits[0]
}

function noneOf(all: readonly Transition[], how: 'close' | 'reopen', settings: JiraConfig): string {
  const wanted = how === 'close' ? settings.closeBy : settings.reopenBy
  const names = all.map(({ name }) => `"${name}"`).join(', ') || 'none'
  const which = wanted === undefined ? `no transition that would ${how} it` : `no transition "${wanted}"`
  return `${which} from where it is (there are: ${names.slice(0, 200)})`
}

function resolutionFor({ resolutions, wantsResolution }: Transition, { resolution, wontFix }: JiraConfig) {
  if (resolutions === undefined) return {}
  const name =
    resolution ?? (wantsResolution ? resolutions.find((one) => !wontFix.includes(one.toLowerCase())) : undefined)
  return name === undefined ? {} : { fields: { resolution: { name } } }
}

function transitionsIn({ body }: Answer): Transition[] | undefined {
  const listed = fieldOf(body, 'transitions')
  if (!Array.isArray(listed)) return undefined
  return listed.map((entry: unknown) => {
    const to = fieldOf(entry, 'to')
    const resolution = fieldOf(fieldOf(entry, 'fields'), 'resolution')
    const allowed = fieldOf(resolution, 'allowedValues')
    return {
      id: textOf(entry, 'id'),
      name: textOf(entry, 'name'),
      to: {
        id: textOf(to, 'id'),
        name: textOf(to, 'name'),
        category: textOf(fieldOf(to, 'statusCategory'), 'key'),
      },
      resolutions:
        resolution === undefined
          ? undefined
          : (Array.isArray(allowed) ? allowed : []).map((one) => textOf(one, 'name')),
      wantsResolution: fieldOf(resolution, 'required') === true,
    }
  })
}

function textOf(value: unknown, name: string): string {
  const text = fieldOf(value, name)
  return typeof text === 'string' || typeof text === 'number' ? String(text) : ''
}
