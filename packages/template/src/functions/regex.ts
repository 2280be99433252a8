/** Regular expressions of templates: RE2's syntax, matched in linear time. */
import { RE2JS, RE2JSException } from 're2js'
import type { Budget } from '../values/budget.ts'
import { RenderFault } from '../values/fault.ts'

const MAX_PATTERN = 1000
const MAX_CACHED = 100
/** Characters times instructions of the expression that count as one step: what the engine does in about a microsecond at worst. */
const WORK_PER_STEP = 50
const cache = new Map<string, RE2JS>()

function compile(pattern: string, budget: Budget): RE2JS {
  if (pattern.length > MAX_PATTERN) throw new RenderFault(`regular expression longer than ${MAX_PATTERN} characters`)
  budget.once(`read ${pattern}`, 200 + pattern.length * 10)
  const expression = cache.get(pattern) ?? read(pattern)
  budget.once(`compile ${pattern}`, expression.programSize() * 20)
  return expression
}

function read(pattern: string): RE2JS {
  try {
    const compiled = RE2JS.compile(pattern)
    if (cache.size >= MAX_CACHED) cache.clear()
    cache.set(pattern, compiled)
    return compiled
  } catch (error) {
    if (error instanceof RE2JSException) throw new RenderFault(error.message)
    throw error
  }
}

/** Each look for a match may run to the end of the text, so many matches in a long text are quadratic. */
function pay(pattern: RE2JS, remaining: number, budget: Budget): void {
  budget.step(Math.ceil(((remaining + 1) * pattern.programSize()) / WORK_PER_STEP))
}

export function matches(pattern: string, text: string, budget: Budget): boolean {
  const expression = compile(pattern, budget)
  pay(expression, text.length, budget)
  return expression.matcher(text).find()
}

/** As Go's `ReplaceAllString`: an empty match right behind another match is none. */
export function replaceAll(pattern: string, replacement: string, text: string, budget: Budget): string {
  const expression = compile(pattern, budget)
  pay(expression, text.length, budget)
  const matcher = expression.matcher(text)
  const names = new Map(Object.entries(expression.namedGroups()))
  let result = ''
  let behind = 0
  let last = -1
  while (matcher.find()) {
    const start = matcher.start()
    const end = matcher.end()
    pay(expression, text.length - end, budget)
    if (start === end && start === last) continue
    last = end
    result +=
      text.slice(behind, start) +
      expand(replacement, (name) => {
        const index = /^\d+$/.test(name) ? Number(name) : names.get(name)
        return index === undefined || index > matcher.groupCount() ? '' : (matcher.group(index) ?? '')
      })
    behind = end
    budget.fits(result.length)
  }
  result += text.slice(behind)
  budget.fits(result.length)
  return result
}

/** `$name` takes as many letters, digits and underscores as follow; `${name}` ends where it says; `$$` is a dollar sign. */
function expand(replacement: string, group: (name: string) => string): string {
  return replacement.replace(
    /\$(?:(\$)|\{([A-Za-z0-9_]+)\}|([A-Za-z0-9_]+))/g,
    (_, dollar: string | undefined, braced: string | undefined, plain: string | undefined) =>
      dollar ?? group(braced ?? plain ?? ''),
  )
}
