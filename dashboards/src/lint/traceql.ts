/**
 * TraceQL, as far as the dashboards use it: one span filter, `{ condition }`, conditions joined by && and ||. Tempo's
 * grammar is not at hand in TypeScript; what this does not know is a fault, so that nothing unread slips through.
 */

const TOKEN =
  /\s*(?:(?<string>"(?:[^"\\]|\\.)*")|(?<number>\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h)?)|(?<name>(?:resource|span)\.[\w.]+|\.?[A-Za-z][\w.:]*)|(?<sign>&&|\|\||=~|!~|!=|>=|<=|[=<>{}()]))/y

const INTRINSIC = new Set(['status', 'duration', 'name', 'kind', 'rootName', 'rootServiceName', 'traceDuration'])
const WORDS = new Set([
  'error',
  'ok',
  'unset',
  'server',
  'client',
  'internal',
  'producer',
  'consumer',
  'true',
  'false',
  'nil',
])
const OPERATORS = new Set(['=', '!=', '=~', '!~', '>', '>=', '<', '<='])

type Token = { readonly kind: string; readonly text: string }

export function traceqlFaults(query: string): string[] {
  const tokens = scan(query)
  if (typeof tokens === 'string') return [tokens]
  let at = 0
  const peek = (): string => tokens[at]?.text ?? 'the end'
  const take = (text: string): void => {
    if (peek() !== text) throw new SyntaxError(`"${text}" is missing before ${peek()}`)
    at++
  }
  const condition = (): void => {
    term()
    while (peek() === '&&' || peek() === '||') {
      at++
      term()
    }
  }
  const term = (): void => {
    if (peek() === '(') {
      take('(')
      condition()
      take(')')
      return
    }
    const field = tokens[at++]
    if (field?.kind !== 'name' || !(/^(resource\.|span\.|\.)/.test(field.text) || INTRINSIC.has(field.text))) {
      throw new SyntaxError(`${field?.text ?? 'the end'} is no field`)
    }
    const operator = tokens[at++]?.text ?? 'the end'
    if (!OPERATORS.has(operator)) throw new SyntaxError(`${operator} is no comparison`)
    const value = tokens[at++]
    const isValue = value?.kind === 'string' || value?.kind === 'number' || WORDS.has(value?.text ?? '')
    if (!isValue) throw new SyntaxError(`${value?.text ?? 'the end'} is no value`)
  }
  try {
    take('{')
    condition()
    take('}')
    return at === tokens.length ? [] : [`nothing may follow: ${peek()}`]
  } catch (error) {
    if (error instanceof SyntaxError) return [error.message]
    throw error
  }
}

function scan(query: string): Token[] | string {
  const tokens: Token[] = []
  let at = 0
  while (query.slice(at).trim() !== '') {
    TOKEN.lastIndex = at
    const match = TOKEN.exec(query)
    const found = Object.entries(match?.groups ?? {}).find(([, text]) => text !== undefined)
    if (!match || !found) return `unreadable at ${at}: ${query.slice(at, at + 20)}`
    tokens.push({ kind: found[0], text: found[1] })
    at = TOKEN.lastIndex
  }
  return tokens
}
