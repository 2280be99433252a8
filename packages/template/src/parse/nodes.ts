/** The tree of a template. `at` and `end` are offsets in the text that the tree was read from. */

export interface Span {
  readonly at: number
  readonly end: number
}

export type Operand = Span &
  (
    | { readonly kind: 'dot' }
    | { readonly kind: 'nil' }
    | { readonly kind: 'bool'; readonly value: boolean }
    | NumberOperand
    | { readonly kind: 'string'; readonly value: string }
    /** `.A.B` */
    | { readonly kind: 'field'; readonly path: readonly string[] }
    /** `$x.A`: the name with its dollar sign. */
    | { readonly kind: 'variable'; readonly name: string; readonly path: readonly string[] }
    /** `(…).A` */
    | { readonly kind: 'chain'; readonly of: Operand; readonly path: readonly string[] }
    | { readonly kind: 'function'; readonly name: string }
    | { readonly kind: 'pipe'; readonly pipe: Pipe }
  )

/** A constant without a type: what it becomes depends on who takes it. */
export interface NumberOperand extends Span {
  readonly kind: 'number'
  /** Set where the value is whole and fits 64 bits: `28800e9` is. */
  readonly int: bigint | undefined
  readonly float: number
  /** What it is where nobody says: written with a point or an exponent. */
  readonly isFloat: boolean
}

export interface Command extends Span {
  readonly args: readonly [Operand, ...Operand[]]
}

export interface Pipe extends Span {
  readonly declares: readonly string[]
  readonly assigns: boolean
  readonly commands: readonly Command[]
}

export type Node = Span &
  (
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'action'; readonly pipe: Pipe }
    | {
        readonly kind: 'if' | 'with' | 'range'
        readonly pipe: Pipe
        readonly body: List
        readonly otherwise: List | null
      }
    | { readonly kind: 'template'; readonly name: string; readonly pipe: Pipe | null }
    | { readonly kind: 'break' | 'continue' }
  )

export type List = readonly Node[]
