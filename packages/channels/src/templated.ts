/**
 * Texts in settings that are templates: parsed together with the configuration, rendered at each send. One that fails never
 * loses a message: the channel's own words take its place, and say so.
 */
import {
  type CompiledText,
  parseTemplates,
  type Rendered,
  render,
  renderHtml,
  type TemplateData,
  type TemplateSet,
  templateData,
} from '@tocsin/template'
import { z } from 'zod'
import type { Notification, Outcome } from './contract.ts'
import { phrasesOf } from './text/phrases.ts'
import { cutUnits, oneLine } from './text/text.ts'
import type { Language } from './text/time.ts'

const MAX_PROBLEM = 300

let defaults: TemplateSet | undefined

/** What texts can call where the operator has no template files. */
export function defaultTemplates(): TemplateSet {
  if (defaults) return defaults
  const parsed = parseTemplates([])
  if (!parsed.ok) throw new Error('the default templates do not parse')
  defaults = parsed.set
  return defaults
}

/** Of one text. A mistake is an issue at the field, with its place inside the text in the message. */
export function templateText(templates: TemplateSet) {
  return z.string({ error: 'must be a text; it may hold templates' }).transform((text, context): CompiledText => {
    const parsed = parsedText(templates, text, (message) => context.addIssue({ code: 'custom', message }))
    return parsed ?? z.NEVER
  })
}

/** Undefined where `report` was told of mistakes. */
export function parsedText(
  templates: TemplateSet,
  text: string,
  report: (message: string) => void,
): CompiledText | undefined {
  const parsed = templates.parseText(text, { file: 'text' })
  if (parsed.ok) return parsed.text
  for (const { line, column, message } of parsed.problems) {
    report(`line ${line}, column ${column} of the text: ${message}`)
  }
  return undefined
}

/** Where a field is an address or a template that gives one. */
export function isTemplate(text: string): boolean {
  return text.includes('{{')
}

/** The texts of one message. Each gives what its template gives, or what `own` gives: without a template, or where it fails. */
export interface Texts {
  text(name: string, template: CompiledText | undefined, own: () => string): string
  html(name: string, template: CompiledText | undefined, own: () => string): string
  /** For what cannot do without: fails as it fails. */
  render(template: CompiledText): Rendered
  /** Which templates failed, and why. */
  problems(): readonly string[]
  fail(problem: string): void
}

export function textsOf(notification: Notification, now: number): Texts {
  const problems: string[] = []
  let data: TemplateData | undefined
  const dataOf = () => {
    data ??= templateData(notification)
    return data
  }
  const fail = (problem: string) => {
    problems.push(cutUnits(oneLine(problem), MAX_PROBLEM))
  }
  const use = (how: typeof render) => (name: string, template: CompiledText | undefined, own: () => string) => {
    if (!template) return own()
    const rendered = how(template, dataOf(), { now })
    if (rendered.ok && rendered.text.trim() !== '') return rendered.text
    fail(`${name}: ${rendered.ok ? 'the template gave no text' : rendered.message}`)
    return own()
  }
  return {
    text: use(render),
    html: use(renderHtml),
    render: (template) => render(template, dataOf(), { now }),
    problems: () => problems,
    fail,
  }
}

/** The line at the end of a message whose template failed; empty for none. Raw: a channel neutralises. */
export function noteOf(problems: readonly string[], language: Language): string {
  const [first] = problems
  return first === undefined ? '' : phrasesOf(language).templateFailed(first)
}

/** The failure of a template in the reason that is kept with the attempt. */
export function withProblems(outcome: Outcome, problems: readonly string[]): Outcome {
  if (problems.length === 0) return outcome
  const told = `template failed, own text used: ${problems.join('; ')}`
  if (outcome.kind === 'sent') return { ...outcome, reason: told }
  return { ...outcome, reason: `${outcome.reason}; ${told}` }
}
