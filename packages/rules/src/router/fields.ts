/** Kinds of fields that several parts of router.yml have. */
import { z } from 'zod'
import { isClassicLabelName, isLabelName, type MatcherMode } from '../matcher/mode.ts'
import { parseMatchers } from '../matcher/parse.ts'
import { compileAnchored } from '../matcher/regex.ts'
import { scalarText } from '../raw.ts'
import type { Matcher, MatchOp } from '../types.ts'

export const text = z.string({ error: (issue) => (issue.input === undefined ? 'is missing' : 'must be a text') })

/** As YAML 1.1 has them, which Alertmanager's reader follows. */
const FLAGS: Readonly<Record<string, boolean>> = { y: true, yes: true, on: true, n: false, no: false, off: false }

/** The value itself where it is none of these words. */
export function flagOf(value: unknown): unknown {
  return typeof value === 'string' ? (FLAGS[value.toLowerCase()] ?? value) : value
}

/** A boolean; `yes`, `no`, `on` and `off` count, as they do for Alertmanager. */
export const flag = z.preprocess(flagOf, z.boolean({ error: 'must be true or false' }))

const HOW = 'write NAME="VALUE", with one of = != =~ !~ between them'

/** `[ severity="critical" ]`; an entry may hold several, in braces or not. */
export function matchersField(mode: MatcherMode): z.ZodType<readonly Matcher[]> {
  return z
    .array(text, { error: 'must be a list of matchers, e.g. [ severity="critical" ]' })
    .transform((lines, context) =>
      lines.flatMap((line, index) => {
        const parsed = parseMatchers(line, mode)
        if (parsed.ok) return parsed.matchers
        const message = parsed.message.startsWith('bad matcher format') ? `${parsed.message}; ${HOW}` : parsed.message
        context.addIssue({ code: 'custom', path: [index], message })
        return []
      }),
    )
}

/** The deprecated form: label names to values (`=`) or regular expressions (`=~`). */
export function matchField(op: MatchOp): z.ZodType<readonly Matcher[]> {
  return z.record(z.string(), z.unknown(), { error: 'must map label names to values' }).transform((pairs, context) =>
    Object.entries(pairs).map(([name, raw]) => {
      const issue = (message: string): void => context.addIssue({ code: 'custom', path: [name], message })
      const value = scalarText.safeParse(raw ?? (op === '=' ? '' : undefined))
      if (!isClassicLabelName(name)) issue(`invalid label name "${name}"; use matchers for other names`)
      if (!value.success) issue(raw === null ? `invalid regexp value for "${name}"` : 'must be a text')
      const compiled = op === '=~' && value.success ? compileAnchored(value.data) : { ok: true as const }
      if (!compiled.ok) issue(compiled.message)
      return { name, op, value: value.data ?? '' }
    }),
  )
}

/** Label names; `where` ends the message. */
export function labelNamesField(mode: MatcherMode, where: string): z.ZodType<readonly string[]> {
  return z.array(text, { error: 'must be a list of label names' }).superRefine((names, context) => {
    names.forEach((name, index) => {
      if (isLabelName(name, mode)) return
      context.addIssue({ code: 'custom', path: [index], message: `invalid label name "${name}" in ${where}` })
    })
  })
}

/** Unknown keys keep zod's own wording, which the kit turns into one problem per key. */
export function wants(what: string): (issue: { readonly code: string }) => string | undefined {
  return (issue) => (issue.code === 'invalid_type' ? `must be ${what}` : undefined)
}
