/** `printf`, with Go's marks for what does not fit: `%!d(string=x)`, `%!s(MISSING)`, `%!(EXTRA …)`. Source: Go `fmt/print.go`, `doPrintf`. */
import { type Budget, Output } from './budget.ts'
import type { Spec } from './format.ts'
import { format } from './print.ts'
import { typeName, type Value } from './value.ts'

/** Wider than this is Go's bad width; the budget refuses most of what is below. */
const MAX_WIDTH = 1_000_000
const DIRECTIVE = /%([-+# 0]*)(\[\d*\])?(\*|\d+)?(?:(\.)(\[\d*\])?(\*|\d+)?)?(\[\d*\])?([\s\S]|$)/uy

export function printf(text: string, args: readonly Value[], budget: Budget): string {
  return new Format(args, budget).run(text)
}

class Format {
  readonly #args: readonly Value[]
  readonly #budget: Budget
  readonly #out: Output
  #next = 0
  /** Arguments were named by number, so none counts as left over. */
  #reordered = false
  #badIndex = false

  constructor(args: readonly Value[], budget: Budget) {
    this.#args = args
    this.#budget = budget
    this.#out = new Output(budget)
  }

  run(text: string): string {
    let at = 0
    while (at < text.length) {
      this.#budget.step()
      const percent = text.indexOf('%', at)
      this.#out.write(text.slice(at, percent < 0 ? text.length : percent))
      if (percent < 0) break
      DIRECTIVE.lastIndex = percent
      const match = DIRECTIVE.exec(text)
      if (!match) break
      this.#out.write(this.#directive(match))
      at = percent + match[0].length
    }
    this.#extra()
    return this.#out.toString()
  }

  #directive(match: RegExpExecArray): string {
    const [, flags = '', widthIndex, width, point, precisionIndex, precision, index, verb = ''] = match
    this.#badIndex = false
    this.#select(widthIndex)
    const wide = this.#number(width, 'WIDTH')
    this.#select(precisionIndex)
    const precise =
      point === undefined ? undefined : (this.#number(precision, 'PREC') ?? (precision === '*' ? undefined : 0))
    this.#select(index)
    if (verb === '') return '%!(NOVERB)'
    if (verb === '%') return '%'
    if (this.#badIndex) return `%!${verb}(BADINDEX)`
    if (this.#next >= this.#args.length) return `%!${verb}(MISSING)`
    const value = this.#args[this.#next++] ?? null
    if (verb === 'T') return format(typeName(value), spec('s', flags, wide, precise), this.#budget)
    return format(value, spec(verb, flags, wide, precise), this.#budget)
  }

  #select(index: string | undefined): void {
    if (index === undefined) return
    this.#reordered = true
    const wanted = Number(index.slice(1, -1))
    if (wanted >= 1 && wanted <= this.#args.length) this.#next = wanted - 1
    else this.#badIndex = true
  }

  #number(text: string | undefined, what: string): number | undefined {
    if (text === undefined) return undefined
    if (text !== '*') {
      if (Number(text) <= MAX_WIDTH) return Number(text)
      this.#out.write(`%!(BAD${what})`)
      return undefined
    }
    const value = this.#args[this.#next++]
    if (typeof value === 'bigint' && value <= MAX_WIDTH && value >= -MAX_WIDTH && !(what === 'PREC' && value < 0n))
      return Number(value)
    this.#out.write(`%!(BAD${what})`)
    return undefined
  }

  #extra(): void {
    if (this.#reordered || this.#next >= this.#args.length) return
    const rest = this.#args.slice(this.#next).map((value) => {
      const text = format(value, spec('v', '', undefined, undefined), this.#budget)
      return value === null ? '<nil>' : `${typeName(value)}=${text}`
    })
    this.#out.write(`%!(EXTRA ${rest.join(', ')})`)
  }
}

function spec(verb: string, flags: string, width: number | undefined, precision: number | undefined): Spec {
  const minus = flags.includes('-') || (width ?? 0) < 0
  return {
    verb,
    plus: flags.includes('+'),
    minus,
    sharp: flags.includes('#'),
    space: flags.includes(' '),
    zero: flags.includes('0') && !minus,
    ...(width !== undefined && { width: Math.abs(width) }),
    ...(precision !== undefined && { precision }),
  }
}
