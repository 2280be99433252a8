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
  Templates,
} from './contract.ts'
