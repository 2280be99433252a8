/** docker-compose.yml as compose reads it, with the defaults of its variables. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

export interface ComposeService {
  readonly image: string
  readonly build?: { readonly target: string; readonly args: Readonly<Record<string, string>> }
  readonly profiles?: readonly string[]
  readonly command?: readonly string[]
  readonly user?: string
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly mem_limit?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly env_file?: readonly { readonly path: string; readonly required: boolean }[]
  readonly ports?: readonly string[]
  readonly volumes?: readonly (string | { readonly source: string; readonly target: string })[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly healthcheck?: { readonly test: readonly string[] }
}

export interface ComposeFile {
  readonly text: string
  readonly services: Readonly<Record<string, ComposeService>>
  readonly volumes: Readonly<Record<string, null>>
}

/** Variables have the values of `env`, else their defaults. */
export function readComposeFile(env: Readonly<Record<string, string>> = {}): ComposeFile {
  const text = readFileSync('docker-compose.yml', 'utf8')
  const file = parse(text, { merge: true }) as Omit<ComposeFile, 'text'>
  return { text, ...(interpolate(file, env) as Omit<ComposeFile, 'text'>) }
}

function interpolate(value: unknown, env: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') return substitute(value, env)
  if (Array.isArray(value)) return value.map((item) => interpolate(item, env))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, interpolate(item, env)]))
}

/** `${NAME:-default}` and `${NAME-default}`, where the default may hold another; `$$` is a dollar sign. */
function substitute(text: string, env: Readonly<Record<string, string>>): string {
  const innermost = /\$\{([A-Z_]+)(?::?-([^${}]*))?\}/
  let result = text.replaceAll('$$', '\0')
  while (innermost.test(result)) {
    result = result.replace(innermost, (_all, name: string, fallback = '') => env[name] ?? fallback)
  }
  return result.replaceAll('\0', '$')
}
