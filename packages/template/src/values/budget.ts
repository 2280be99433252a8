/** What one rendering may use up: work, depth and length are counted wherever a template can cause them. */
import type { RenderLimits } from '../contract.ts'
import { LimitFault } from './fault.ts'

export const DEFAULT_LIMITS: RenderLimits = { steps: 500_000, depth: 200, output: 1_048_576 }

/** Units of text whose handling is counted as one step. */
const TEXT_PER_STEP = 64

export class Budget {
  readonly #limits: RenderLimits
  readonly #paid = new Set<string>()
  #steps = 0
  #depth = 0

  constructor(limits: Partial<RenderLimits> = {}) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits }
  }

  step(count = 1): void {
    this.#steps += count
    if (this.#steps > this.#limits.steps)
      throw new LimitFault(`more than ${this.#limits.steps} steps; the template does too much work`)
  }

  /** For what is made once and kept: the first use in a rendering pays. */
  once(what: string, count: number): void {
    if (this.#paid.has(what)) return
    this.#paid.add(what)
    this.step(count)
  }

  /** Text that is looked through, and stays as it is. */
  look(length: number): void {
    this.step(Math.ceil(length / TEXT_PER_STEP))
  }

  /** Refuses a text before it is made, and counts the work of making it. */
  text(length: number): void {
    this.fits(length)
    this.look(length)
  }

  /** A list of so many elements is made. */
  list(length: number): void {
    this.fits(length)
    this.step(length)
  }

  fits(length: number): void {
    if (length > this.#limits.output)
      throw new LimitFault(`text or list longer than ${this.#limits.output}; the output of a template is limited`)
  }

  within<T>(what: () => T): T {
    this.enter()
    const result = what()
    this.leave()
    return result
  }

  enter(): void {
    if (++this.#depth > this.#limits.depth)
      throw new LimitFault(`nested more than ${this.#limits.depth} deep; does a template call itself without end?`)
  }

  leave(): void {
    this.#depth--
  }
}

/** Text in pieces, under a budget. */
export class Output {
  readonly #budget: Budget
  #text = ''

  constructor(budget: Budget) {
    this.#budget = budget
  }

  write(piece: string): void {
    this.#budget.fits(this.#text.length + piece.length)
    this.#budget.look(piece.length)
    this.#text += piece
  }

  toString(): string {
    return this.#text
  }
}
