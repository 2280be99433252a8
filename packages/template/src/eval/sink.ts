/** Where a rendering writes. */
import type { Budget } from '../values/budget.ts'
import { Output } from '../values/budget.ts'
import { printed } from '../values/print.ts'
import type { Value } from '../values/value.ts'

export interface Sink {
  /** What the template itself says. */
  text(text: string): void
  /** What the data say. */
  value(value: Value): void
  /** All that was written. */
  end(): string
}

export class TextSink implements Sink {
  readonly #out: Output
  readonly #budget: Budget

  constructor(budget: Budget) {
    this.#budget = budget
    this.#out = new Output(budget)
  }

  text(text: string): void {
    this.#out.write(text)
  }

  value(value: Value): void {
    this.#out.write(printed(value, this.#budget))
  }

  end(): string {
    return this.#out.toString()
  }
}
