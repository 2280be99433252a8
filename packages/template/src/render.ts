import type { CompiledText, Rendered, RenderOptions, TemplateData } from './contract.ts'
import { type Sink, TextSink } from './eval/sink.ts'
import { Walker } from './eval/walk.ts'
import { HtmlSink } from './html/sink.ts'
import { Compiled } from './set.ts'
import { Budget } from './values/budget.ts'
import { Data } from './values/data.ts'

/** As Go's text/template. Never throws. */
export function render(text: CompiledText, data: TemplateData, options: RenderOptions): Rendered {
  return run(text, data, options, false, (budget) => new TextSink(budget))
}

/** As Go's html/template: every value is escaped for the place it stands in. Never throws. */
export function renderHtml(text: CompiledText, data: TemplateData, options: RenderOptions): Rendered {
  return run(text, data, options, true, (budget) => new HtmlSink(budget))
}

function run(
  text: CompiledText,
  data: TemplateData,
  { now, limits }: RenderOptions,
  html: boolean,
  sinkFor: (budget: Budget) => Sink,
): Rendered {
  if (!(text instanceof Compiled)) return { ok: false, message: 'this text was not made by parseText' }
  if (!(data instanceof Data)) return { ok: false, message: 'these data were not made by templateData' }
  const budget = new Budget(limits)
  const context = { budget, now, html, routeLabels: data.routeLabels }
  return new Walker(text.templates, text.start, context, sinkFor(budget)).run(data.root)
}
