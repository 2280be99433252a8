/** Functions and methods as templates call them: types are checked before they run, as Go's reflection would. */
import type { Budget } from '../values/budget.ts'
import { RenderFault } from '../values/fault.ts'
import { Time } from '../values/time.ts'
import { List, Named, typeName, type Value } from '../values/value.ts'

export type Param = 'any' | 'string' | 'int' | '[]string' | '[]interface {}' | 'time.Time' | 'time.Duration'

export interface Context {
  readonly budget: Budget
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Rendering HTML: escaped text is marked as such. */
  readonly html: boolean
  /** `routeLabels`. */
  readonly routeLabels: ReadonlyMap<string, string>
}

export interface Callable {
  readonly params: readonly Param[]
  /** Any number of further arguments of this type. */
  readonly rest?: Param
  run(args: Args, context: Context): Value
}

/** Arguments that were checked against `params`. */
export class Args {
  readonly all: readonly Value[]

  constructor(all: readonly Value[]) {
    this.all = all
  }

  any(index: number): Value {
    return this.all[index] ?? null
  }

  text(index: number): string {
    const value = this.any(index)
    if (typeof value !== 'string') throw wrongType('string', value)
    return value
  }

  int(index: number): bigint {
    const value = this.any(index)
    if (typeof value !== 'bigint') throw wrongType('int', value)
    return value
  }

  list(index: number): List {
    const value = this.any(index)
    if (!(value instanceof List)) throw wrongType('[]interface {}', value)
    return value
  }

  texts(index: number): string[] {
    return this.list(index).items.map((item) => {
      if (typeof item !== 'string') throw wrongType('string', item)
      return item
    })
  }

  time(index: number): Time {
    const value = this.any(index)
    if (!(value instanceof Time)) throw wrongType('time.Time', value)
    return value
  }

  nanos(index: number): bigint {
    const value = this.any(index)
    if (!(value instanceof Named)) throw wrongType('time.Duration', value)
    return value.value
  }
}

/** The value as the parameter takes it. */
export function checked(value: Value, param: Param): Value {
  if (param === 'any') return value
  if (value === null) {
    if (param === '[]string' || param === '[]interface {}') return new List(param, [])
    throw new RenderFault(`invalid value; expected ${param}`)
  }
  const type = typeName(value)
  if (type === param || (param === '[]string' && type === 'template.Strings')) return value
  throw wrongType(param, value)
}

function wrongType(expected: Param, value: Value): RenderFault {
  return new RenderFault(`wrong type for value; expected ${expected}; got ${typeName(value)}`)
}
