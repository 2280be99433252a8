/** Writes a page: what the template says as it is, what the data say escaped for its place. Source: Go `html/template/escape.go`. */
import type { Sink } from '../eval/sink.ts'
import { type Budget, Output } from '../values/budget.ts'
import { RenderFault } from '../values/fault.ts'
import { printed } from '../values/print.ts'
import { Safe, type Value } from '../values/value.ts'
import { HtmlContext, type Place } from './context.ts'
import { escapeMarkup, escapeText, escapeUrl, filterStyle, filterUrl, normalizeUrl } from './escape.ts'

/** The longest text that an escape makes of one character: nine bytes in a query, `&#34;` elsewhere. */
const GROWTH = 9

export class HtmlSink implements Sink {
  readonly #budget: Budget
  readonly #out: Output
  readonly #context = new HtmlContext()

  constructor(budget: Budget) {
    this.#budget = budget
    this.#out = new Output(budget)
  }

  text(text: string): void {
    this.#budget.look(text.length)
    this.#out.write(this.#context.feed(text))
  }

  value(value: Value): void {
    const { place } = this.#context
    if (place.in === 'comment') return
    if (value instanceof Safe && value.type === 'template.HTML' && place.in === 'text' && place.only === undefined) {
      this.text(value.text)
      return
    }
    const text = value === null ? '' : printed(value, this.#budget)
    this.#budget.look(text.length * GROWTH)
    this.#out.write(escapedFor(place, text, value instanceof Safe ? value : undefined))
  }

  /** The page must not end inside of a tag or a script: the reader would see the rest of the mail as part of it. */
  end(): string {
    const { place } = this.#context
    if (place.in !== 'text' || place.only !== undefined)
      throw new RenderFault(`the page ends ${whereIs(place)}; a tag, quote or comment is not closed`)
    return this.#out.toString()
  }
}

function escapedFor(place: Place, text: string, value: Safe | undefined): string {
  const markup = value?.type === 'template.HTML'
  if (place.in === 'text') return markup ? escapeMarkup(text) : escapeText(text)
  if (place.in !== 'value' || place.quote === '')
    throw new RenderFault(
      `a value cannot be written ${whereIs(place)}; values go between tags or into quoted attributes`,
    )
  switch (place.kind) {
    case 'plain':
      return markup ? escapeMarkup(text) : escapeText(text)
    case 'style':
      return escapeText(filterStyle(text))
    case 'url': {
      const safe = value?.type === 'template.URL'
      if (place.url === 'query') return escapeText(safe ? normalizeUrl(text) : escapeUrl(text))
      return escapeText(normalizeUrl(safe || place.url === 'path' ? text : filterUrl(text)))
    }
    case 'script':
      throw new RenderFault(`a value cannot be written into the script of attribute ${place.attribute}`)
  }
}

function whereIs(place: Place): string {
  switch (place.in) {
    case 'text':
      return `inside <${place.only}>`
    case 'raw':
      return `inside <${place.element}>`
    case 'comment':
      return 'inside a comment'
    case 'value':
      return place.quote === ''
        ? `as value of ${place.attribute} without quotes`
        : `inside the value of ${place.attribute}`
    case 'beforeValue':
      return 'as the value of an attribute without quotes'
  }
  return 'inside a tag'
}
