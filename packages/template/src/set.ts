/** Parses files and fields into sets of templates. */
import type { CompiledText, ParsedTemplates, TemplateFile, TemplateProblem, TemplateSet } from './contract.ts'
import { DEFAULT_FILES } from './defaults/index.ts'
import type { Template, Templates } from './eval/template.ts'
import { FUNCTIONS } from './functions/index.ts'
import type { List, Span } from './parse/nodes.ts'
import { parse } from './parse/parser.ts'
import { Source } from './parse/source.ts'

/** What `CompiledText` holds for the package itself. */
export class Compiled implements CompiledText {
  readonly file: string
  readonly text: string
  readonly start: Template
  readonly templates: Templates

  constructor(start: Template, templates: Templates) {
    this.file = start.source.file
    this.text = start.source.text
    this.start = start
    this.templates = templates
  }
}

const MAX_UNKNOWN = 100

type Read = { readonly own: readonly Template[]; readonly root: Template; readonly problems: TemplateProblem[] }

export function parseTemplates(files: readonly TemplateFile[]): ParsedTemplates {
  const templates = new Map<string, Template>()
  const problems: TemplateProblem[] = []
  for (const file of [...DEFAULT_FILES, ...files]) {
    const read = readText(file.file, file.text, file.file.split(/[/\\]/).at(-1) ?? file.file)
    problems.push(...read.problems)
    add(templates, [...read.own, read.root])
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, set: new Parsed(templates) }
}

class Parsed implements TemplateSet {
  readonly names: readonly string[]
  readonly #templates: Templates

  constructor(templates: Templates) {
    this.#templates = templates
    this.names = [...templates.keys()].sort()
  }

  parseText(
    text: string,
    { file = 'text' }: { readonly file?: string } = {},
  ): { readonly ok: true; readonly text: CompiledText } | { readonly ok: false; readonly problems: TemplateProblem[] } {
    const { own, root, problems } = readText(file, text, file)
    const templates = own.length === 0 ? this.#templates : new Map(this.#templates)
    if (templates instanceof Map) add(templates, own)
    const all = [...problems, ...unknownTemplates(root, templates)]
    return all.length > 0 ? { ok: false, problems: all } : { ok: true, text: new Compiled(root, templates) }
  }
}

function readText(file: string, text: string, name: string): Read {
  const source = new Source(file, text)
  const { definitions, root, faults } = parse(source, FUNCTIONS)
  const problems = faults.map(({ at, message }) => ({ file, ...source.place(at), message }))
  const seen = new Set<string>()
  for (const { name: defined, at, list } of definitions) {
    if (isEmpty(list)) continue
    if (seen.has(defined))
      problems.push({ file, ...source.place(at), message: `multiple definition of template "${defined}" in one file` })
    seen.add(defined)
  }
  const own = definitions.map((definition) => ({ name: definition.name, source, list: definition.list }))
  return { own, root: { name, source, list: root }, problems }
}

/** A later template replaces an earlier one, but an empty one replaces nothing, as in Go. */
function add(templates: Map<string, Template>, more: readonly Template[]): void {
  for (const template of more)
    if (!isEmpty(template.list) || !templates.has(template.name)) templates.set(template.name, template)
}

function isEmpty(list: List): boolean {
  return list.every((node) => node.kind === 'text' && node.text.trim() === '')
}

/** Templates that the text, or one that it calls, calls without there being one: Go finds them at the time of a notification. */
function unknownTemplates(root: Template, templates: Templates): TemplateProblem[] {
  const problems: TemplateProblem[] = []
  const seen = new Set<Template>()
  const waiting = [root]
  for (let template = waiting.pop(); template; template = waiting.pop()) {
    if (seen.has(template)) continue
    seen.add(template)
    for (const { name, span } of calls(template.list)) {
      const called = templates.get(name)
      if (called) waiting.push(called)
      else if (problems.length < MAX_UNKNOWN) problems.push(unknown(template, name, span, templates))
    }
  }
  return problems
}

function unknown({ source }: Template, name: string, span: Span, templates: Templates): TemplateProblem {
  const own = [...templates.values()].filter(
    (template) => !DEFAULT_FILES.some(({ file }) => file === template.source.file),
  )
  const files = own.map((template) => template.name).sort()
  const known =
    files.length > 0 ? `templates of your files: ${files.join(', ')}` : 'none of your files defines a template'
  return {
    file: source.file,
    ...source.place(span.at),
    message: `template "${name}" not defined; ${known}; the default templates are in docs/templates.md`,
  }
}

function* calls(list: List): Iterable<{ readonly name: string; readonly span: Span }> {
  for (const node of list) {
    if (node.kind === 'template') yield { name: node.name, span: node }
    else if (node.kind === 'if' || node.kind === 'with' || node.kind === 'range') {
      yield* calls(node.body)
      if (node.otherwise) yield* calls(node.otherwise)
    }
  }
}
