/** `${ENV}` in router.yml: expanded in secrets and addresses (and in whether they need TLS) only, so that nothing else of the file depends on the machine. */
import type { Path } from '@tocsin/kit'
import { isRecord } from '../raw.ts'

export type Env = Readonly<Record<string, string | undefined>>

export interface EnvFault {
  readonly path: Path
  /** Where in the text at `path`. */
  readonly at: number
  readonly message: string
}

export interface Expanded {
  readonly value: unknown
  readonly faults: readonly EnvFault[]
  /** Paths of texts that stay as they are because a variable is unset and `requireEnv` is false. */
  readonly unset: readonly Path[]
}

const ENV_ALLOWED =
  '${NAME} is expanded only inside *_configs and in what global says for them, in fields that end with url, key, secret, token, password, credentials, username, smarthost, key_id or secret_id, in "to", "from", "require_tls" and what names a WeCom application and its recipients ("corp_id", "agent_id", "to_user", "to_party", "to_tag"), and under "headers" and "http_headers"'

const FIELD =
  /(?:url|key|secret|token|password|credentials|username|smarthost|key_id|secret_id)$|^(?:to|from|require_tls|corp_id|agent_id|to_user|to_party|to_tag)$/i

/** `$$`, a whole reference, or a beginning that was never closed. */
const REFERENCE = /\$\$|\$\{([^}]*)\}|\$\{/g
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/
/** Elsewhere only what is clearly meant as a variable counts: `${2}` may be part of a regular expression. */
const MEANT = /\$\{[A-Za-z_][^}]*\}?/

function mayExpand(path: Path): boolean {
  const keys = path.filter((part) => typeof part === 'string')
  const key = keys.at(-1) ?? ''
  return FIELD.test(key) || keys.slice(0, -1).some((name) => name === 'headers' || name === 'http_headers')
}

/** The configuration of one integration with its variables filled in. Paths in the answer are relative to it. */
export function expandEnv(config: unknown, env: Env, requireEnv: boolean): Expanded {
  const faults: EnvFault[] = []
  const unset: Path[] = []
  const walk = (value: unknown, path: Path): unknown => {
    if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index]))
    if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, walk(v, [...path, k])]))
    if (typeof value !== 'string') return value
    if (!mayExpand(path)) {
      faults.push(...misplaced(value, path))
      return value
    }
    let missing = false
    const expanded = value.replace(REFERENCE, (match, name: string | undefined, at: number) => {
      if (match === '$$') return '$'
      if (name === undefined || !NAME.test(name)) {
        faults.push({ path, at, message: shapeMessage(match, name) })
        return match
      }
      const found = Object.hasOwn(env, name) ? env[name] : undefined
      if (found !== undefined && found !== '') return found
      missing = true
      if (requireEnv) {
        const state = found === '' ? 'empty' : 'not set'
        faults.push({ path, at, message: `environment variable ${name} is ${state}; set it, or write the value here` })
      }
      return match
    })
    if (!missing) return expanded
    unset.push(path)
    return value
  }
  return { value: walk(config, []), faults, unset }
}

/** Every `${NAME}` in texts where it means nothing. `skip` leaves out what `expandEnv` looks at; `allowed` says where it means something. */
export function misplacedEnv(value: unknown, skip: (path: Path) => boolean, allowed = ENV_ALLOWED): EnvFault[] {
  const walk = (item: unknown, path: Path): EnvFault[] => {
    if (skip(path)) return []
    if (Array.isArray(item)) return item.flatMap((one, index) => walk(one, [...path, index]))
    if (isRecord(item)) return Object.entries(item).flatMap(([key, one]) => walk(one, [...path, key]))
    return typeof item === 'string' ? misplaced(item, path, allowed) : []
  }
  return walk(value, [])
}

function misplaced(text: string, path: Path, allowed = ENV_ALLOWED): EnvFault[] {
  const match = MEANT.exec(text)
  return match ? [{ path, at: match.index, message: `${match[0]} is not expanded here; ${allowed}` }] : []
}

function shapeMessage(match: string, name: string | undefined): string {
  if (name === undefined) return 'a "${" that is never closed; write ${NAME}, or $${ for the characters themselves'
  const colon = name.indexOf(':')
  if (colon > 0) return `defaults are not supported; write \${${name.slice(0, colon)}} and set the variable`
  return `${match} names no variable; write \${NAME} with letters, digits and _, or $$ for a dollar sign`
}
