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

/** A file of variables as compose reads it, one after the other: a later one may name an earlier one, or one of `env`. */
export function readEnvFile(
  file: string,
  env: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const [, name = '', text = ''] of readFileSync(file, 'utf8').matchAll(/^([A-Z_]+)=(.*)$/gm)) {
    found[name] = substitute(text, { ...found, ...env })
  }
  return found
}

/** `${NAME:-default}`, `${NAME-default}` and `${NAME:+alternative}`, which may hold others; `$$` is a dollar sign. */
function substitute(text: string, env: Readonly<Record<string, string>>): string {
  const innermost = /\$\{([A-Z_]+)(?:(:?[-+])([^${}]*))?\}/
  let result = text.replaceAll('$$', '\0')
  while (innermost.test(result)) {
    result = result.replace(innermost, (_all, name: string, operator = '', word = '') => {
      const value = env[name]
      if (operator === ':+') return value ? word : ''
      return operator === '-' ? (value ?? word) : value || word
    })
  }
  return result.replaceAll('\0', '$')
}
