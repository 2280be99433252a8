/** Reads `--web.config.file` and the files that it names. All problems at once, each with its place. */
import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import {
  ConfigProblems,
  checkSchema,
  codeOf,
  OperatorError,
  type Path,
  type Problem,
  readYaml,
  type Source,
} from '@tocsin/kit'
import { type Caller, ROLES } from './roles.ts'
import { webSchema } from './schema.ts'
import { readTls, type TlsSettings } from './tls.ts'

export interface WebConfig {
  /** Undefined: plain HTTP. */
  readonly tls: TlsSettings | undefined
  /** Added to every answer; a handler's own of the same name stands. */
  readonly headers: Readonly<Record<string, string>>
  /** By name. */
  readonly users: ReadonlyMap<string, { readonly hash: string; readonly caller: Caller }>
  readonly tokens: readonly { readonly digest: Buffer; readonly caller: Caller }[]
  /** `/-/healthy` and `/-/ready` answer anybody. */
  readonly openProbes: boolean
  readonly rateLimit: { readonly intervalMs: number; readonly burst: number } | undefined
  /** Files whose change means reading it all again. */
  readonly files: readonly string[]
}

export const OPEN: WebConfig = {
  ...{ tls: undefined, headers: {}, users: new Map(), tokens: [], openProbes: true, rateLimit: undefined, files: [] },
}

/** A token that people make up is guessed; 128 bits as text are longer. */
const MIN_TOKEN_CHARS = 16
const ALL_ROLES = new Set(ROLES)

/** Does it ask who is there? A verified client certificate is an answer, too. */
export function asksWhoIsThere({ users, tokens, tls }: WebConfig): boolean {
  return users.size > 0 || tokens.length > 0 || tls?.clients === 'verified'
}

/** Throws ConfigProblems, or OperatorError when the file itself cannot be read. */
export function readWebConfig(file: string): WebConfig {
  const problems: Problem[] = []
  const source = readYaml(readText(file), file)
  // An empty file asks for nothing.
  const checked = checkSchema(source.value === null ? { ...source, value: {} } : source, webSchema)
  if (!checked.ok) throw new ConfigProblems(checked.problems)
  const { tls_server_config: tlsFields, http_server_config: http, basic_auth_users: users, tocsin: own } = checked.value
  const files = [file]
  const readNamed = readerOf(source, dirname(file), files, problems)
  const tls = tlsFields
    ? readTls(
        tlsFields,
        (name) => readNamed(['tls_server_config', name], tlsFields[name]),
        (name, message) =>
          problems.push(
            source.problemAt(name === undefined ? ['tls_server_config'] : ['tls_server_config', name], message),
          ),
      )
    : undefined
  const tokens = (own?.tokens ?? []).flatMap(({ name, sha256, token_file, roles }, index) => {
    const caller = { name, roles: new Set(roles) }
    if (sha256 !== undefined) return [{ digest: Buffer.from(sha256, 'hex'), caller }]
    const text = readNamed(['tocsin', 'tokens', index, 'token_file'], token_file)?.trim()
    if (text === undefined) return []
    if (text.length < MIN_TOKEN_CHARS || /[^\x21-\x7e]/.test(text)) {
      const message = `the file must hold one token of ${MIN_TOKEN_CHARS} characters or more, such as openssl rand -hex 32 prints`
      problems.push(source.problemAt(['tocsin', 'tokens', index, 'token_file'], message))
    }
    return [{ digest: digestOf(text), caller }]
  })
  if (problems.length > 0) throw new ConfigProblems(problems)
  return {
    tls,
    headers: Object.fromEntries(Object.entries(http?.headers ?? {}).filter(([, value]) => value !== '')),
    users: new Map(
      Object.entries(users ?? {}).map(([name, hash]) => {
        const roles = own?.user_roles[name]
        return [name, { hash, caller: { name, roles: roles ? new Set(roles) : ALL_ROLES } }]
      }),
    ),
    tokens,
    openProbes: own?.open_probes ?? false,
    rateLimit: checked.value.rate_limit?.interval
      ? { intervalMs: checked.value.rate_limit.interval, burst: checked.value.rate_limit.burst }
      : undefined,
    files,
  }
}

export function digestOf(token: string): Buffer {
  return hash('sha256', token, 'buffer')
}

/** Reads files named in the configuration, relative to it. */
function readerOf(source: Source, directory: string, files: string[], problems: Problem[]) {
  return (path: Path, name: string | undefined): string | undefined => {
    if (name === undefined) return undefined
    const file = resolve(directory, name)
    files.push(file)
    try {
      return readFileSync(file, 'utf8')
    } catch (error) {
      problems.push(source.problemAt(path, `${file} cannot be read: ${codeOf(error) ?? 'unknown error'}`))
      return undefined
    }
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new OperatorError(`--web.config.file: ${file} cannot be read: ${codeOf(error) ?? 'unknown error'}`)
  }
}
