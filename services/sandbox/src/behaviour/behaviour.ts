/** How an endpoint misbehaves on request. Pure. */

import type { ChannelName } from '../model.ts'

const MODES = ['ok', '500', '429', 'errcode', 'silent-before-accept', 'accept-then-silent'] as const

/** A mail server has no HTTP status: it refuses by `errcode`. */
const MAIL_MODES = MODES.filter((mode) => mode !== '500' && mode !== '429')

/** `times`: how many more calls it applies to before it is ok again; absent means until it is changed. */
interface Limited {
  readonly times?: number
}

export type Behaviour =
  | { readonly mode: 'ok' }
  | ({ readonly mode: '500' | 'silent-before-accept' | 'accept-then-silent' } & Limited)
  | ({ readonly mode: '429'; readonly retryAfterS: number } & Limited)
  /** WeCom's `errcode`; the reply of a mail server, 400 to 599. */
  | ({ readonly mode: 'errcode'; readonly errcode: number } & Limited)
  /** The `code` in the body that SMS, calls and tickets answer, with HTTP 200. */
  | ({ readonly mode: 'errcode'; readonly code: string } & Limited)

export type ParsedBehaviour =
  | { readonly ok: true; readonly behaviour: Behaviour }
  | { readonly ok: false; readonly message: string }

const OK: Behaviour = { mode: 'ok' }

/** Reads the body of `PUT /behaviour/CHANNEL`. The message names all that is wrong and what is allowed. */
export function parseBehaviour(channel: ChannelName, input: unknown): ParsedBehaviour {
  const modes = channel === 'email' ? MAIL_MODES : MODES
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return {
      ok: false,
      message: `send a JSON object, e.g. {"mode": "${modes[1]}", "times": 2}; modes: ${modes.join(', ')}`,
    }
  }
  const fields = new Map<string, unknown>(Object.entries(input))
  const mode = modes.find((name) => name === fields.get('mode'))
  if (!mode) {
    return { ok: false, message: `mode: ${show(fields.get('mode'))} is none; allowed: ${quoted(modes)}` }
  }
  const allowed = fieldsOf(mode, channel)
  const problems = [...fields.keys()]
    .filter((name) => !allowed.includes(name))
    .map((name) => `${name}: not a field of mode "${mode}" for ${channel}; allowed: ${allowed.join(', ')}`)
  const number = (name: string, min: number, max: number): number | undefined => {
    const value = fields.get(name)
    if (value === undefined || !allowed.includes(name)) return undefined
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value
    problems.push(`${name}: ${show(value)} is not allowed; write a whole number from ${min} to ${max}`)
    return undefined
  }
  const times = number('times', 1, 1_000_000)
  const retryAfterS = number('retryAfterS', 0, 3600)
  const errcode = channel === 'email' ? number('errcode', 400, 599) : number('errcode', -1, 999_999)
  if (errcode === 0) problems.push('errcode: 0 means accepted; use mode "ok" for that')
  const code = fields.get('code')
  if (allowed.includes('code') && code !== undefined && (typeof code !== 'string' || !/^[\w.:-]{1,64}$/.test(code))) {
    problems.push('code: write 1 to 64 letters, digits and "_.:-"')
  } else if (code === 'OK') {
    problems.push('code: "OK" means accepted; use mode "ok" for that')
  }
  if (problems.length > 0) return { ok: false, message: problems.join('; ') }
  const limited = times === undefined ? {} : { times }
  return { ok: true, behaviour: build(mode, channel, { errcode, retryAfterS, code, limited }) }
}

interface Values {
  readonly errcode: number | undefined
  readonly retryAfterS: number | undefined
  readonly code: unknown
  readonly limited: Limited
}

function build(mode: (typeof MODES)[number], channel: ChannelName, values: Values): Behaviour {
  const { limited } = values
  if (mode === 'ok') return OK
  if (mode === '429') return { mode, retryAfterS: values.retryAfterS ?? 1, ...limited }
  if (mode !== 'errcode') return { mode, ...limited }
  if (channel === 'wecom' || channel === 'wecom-app') return { mode, errcode: values.errcode ?? 45009, ...limited }
  if (channel === 'email') return { mode, errcode: values.errcode ?? 451, ...limited }
  return { mode, code: typeof values.code === 'string' ? values.code : 'REFUSED', ...limited }
}

function fieldsOf(mode: (typeof MODES)[number], channel: ChannelName): string[] {
  if (mode === 'ok') return ['mode']
  if (mode === '429') return ['mode', 'times', 'retryAfterS']
  if (mode === 'errcode') return ['mode', 'times', hasNumbers(channel) ? 'errcode' : 'code']
  return ['mode', 'times']
}

/** Whether its refusals are numbers. */
function hasNumbers(channel: ChannelName): boolean {
  return channel === 'wecom' || channel === 'wecom-app' || channel === 'email'
}

/** What one more call meets, and what is left for the call after it. */
export function takeOne(behaviour: Behaviour): { met: Behaviour; left: Behaviour } {
  if (behaviour.mode === 'ok' || behaviour.times === undefined) return { met: behaviour, left: behaviour }
  return { met: behaviour, left: behaviour.times <= 1 ? OK : { ...behaviour, times: behaviour.times - 1 } }
}

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ')

const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60))
