import type { List, Span } from '../parse/nodes.ts'
import type { Source } from '../parse/source.ts'

/** One named template. */
export interface Template {
  readonly name: string
  readonly source: Source
  readonly list: List
}

export type Templates = ReadonlyMap<string, Template>

const MAX_SHOWN = 60

/** `file:line:column: executing "name" at <what>: message`, as Go has it; columns count from one. */
export function placed(template: Template, span: Span, message: string): string {
  const { line, column } = template.source.place(span.at)
  const text = template.source.text.slice(span.at, span.end).replace(/\s+/g, ' ')
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text
  const at = shown === '' ? '' : ` at <${shown}>`
  return `template: ${template.source.file}:${line}:${column}: executing "${template.name}"${at}: ${message}`
}
