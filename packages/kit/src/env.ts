import { messageOf, OperatorError } from './errors.ts'

/** Environment as `process.env` has it; only a `main.ts` reads that. */
export type Env = Readonly<Record<string, string | undefined>>

/** One variable: an unset or empty one has the default. `parse` throws with what is allowed, and keeps secrets to itself. */
interface Variable<T> {
  readonly name: string
  readonly fallback: string
  readonly parse: (text: string) => T
}

/** Reads all variables. Throws one OperatorError that names every wrong variable, a line each. */
export function readVariables<S extends Readonly<Record<string, Variable<unknown>>>>(
  env: Env,
  variables: S,
): { readonly [K in keyof S]: ReturnType<S[K]['parse']> } {
  const problems: string[] = []
  const values = Object.entries(variables).map(([key, { name, fallback, parse }]) => {
    try {
      return [key, parse(env[name] || fallback)]
    } catch (error) {
      problems.push(`${name}: ${messageOf(error)}`)
      return [key, undefined]
    }
  })
  if (problems.length > 0) throw new OperatorError(problems.join('\n'))
  return Object.fromEntries(values) as { readonly [K in keyof S]: ReturnType<S[K]['parse']> }
}
