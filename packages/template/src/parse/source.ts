/** A text and its name: turns offsets into places. */
export class Source {
  readonly file: string
  readonly text: string
  #starts: number[] | undefined

  constructor(file: string, text: string) {
    this.file = file
    this.text = text
  }

  place(at: number): { readonly line: number; readonly column: number } {
    this.#starts ??= [0, ...[...this.text.matchAll(/\n/g)].map((newline) => newline.index + 1)]
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#starts[middle] ?? 0) <= at) low = middle
      else high = middle - 1
    }
    const start = this.#starts[low] ?? 0
    let column = 1
    for (let unit = start; unit < at; unit++) if ((this.text.charCodeAt(unit) & 0xfc00) !== 0xdc00) column++
    return { line: low + 1, column }
  }
}

/** Stops the parse of one action; the next one is read again, so that all problems are told at once. */
export class ParseFault extends Error {
  readonly at: number

  constructor(at: number, message: string) {
    super(message)
    this.at = at
  }
}
