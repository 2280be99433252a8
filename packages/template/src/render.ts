import type { CompiledText, Rendered, RenderOptions, TemplateData } from './contract.ts'
import { type Sink, TextSink } from './eval/sink.ts'
import { Walker } from './eval/walk.ts'
import { Compiled } from './set.ts'
import { Budget } from './values/budget.ts'
import { Data } from './values/data.ts'

export function render(text: CompiledText, data: TemplateData, options: RenderOptions): Rendered {
  return run(text, data, options, false, (budget) => new TextSink(budget))
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
  const sink = sinkFor(budget)
  const context = { budget, now, html, routeLabels: data.routeLabels }
  const result = new Walker(text.templates, text.start, context, sink).run(data.root)
  return result.ok ? { ok: true, text: sink.toString() } : result
}
