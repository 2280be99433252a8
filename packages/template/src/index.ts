/** Go's template language as Alertmanager's users write it: parsed whole, rendered without access to anything but the data, within limits. */
export type {
  CompiledText,
  ParsedTemplates,
  Rendered,
  RenderLimits,
  RenderOptions,
  TemplateData,
  TemplateFile,
  TemplateInput,
  TemplateProblem,
  TemplateSet,
} from './contract.ts'
export { Source } from './parse/source.ts'
export { type Token, tokenize } from './parse/tokens.ts'
export { render, renderHtml } from './render.ts'
export { parseTemplates } from './set.ts'
export { DEFAULT_LIMITS } from './values/budget.ts'
export { templateData } from './values/data.ts'
