/** Settings of a ticket system that hold values of its own, with templates in the place of texts. */
import type { CompiledText, TemplateSet } from '@tocsin/template'
import { z } from 'zod'
import { httpUrl } from '../config.ts'
import { isTemplate, parsedText } from '../templated.ts'
import type { Fill } from './port.ts'

/** A value as in the file, its texts parsed. */
export type FieldValue =
  | { readonly kind: 'text'; readonly template: CompiledText }
  | { readonly kind: 'plain'; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly FieldValue[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [string, FieldValue])[] }

const MAX_DEPTH = 10

/** By the name that the system knows. Mistakes are issues at their own paths. */
export function fieldValues(templates: TemplateSet) {
  return z
    .record(z.string().min(1), z.unknown(), { error: 'must be an object of fields, such as customfield_10010: text' })
    .default({})
    .transform((fields, context) =>
      Object.entries(fields).map(([name, written]): readonly [string, FieldValue] => [
        name,
        compiled(templates, written, [name], (path, message) =>
          context.addIssue({ code: 'custom', path: [...path], message }),
        ),
      ]),
    )
}

function compiled(
  templates: TemplateSet,
  written: unknown,
  path: readonly PropertyKey[],
  report: (path: readonly PropertyKey[], message: string) => void,
): FieldValue {
  if (path.length > MAX_DEPTH) {
    report(path, `is nested more than ${MAX_DEPTH} times`)
    return { kind: 'plain', value: null }
  }
  if (typeof written === 'string') {
    if (!isTemplate(written)) return { kind: 'plain', value: written }
    const template = parsedText(templates, written, (message) => report(path, message))
    return template ? { kind: 'text', template } : { kind: 'plain', value: null }
  }
  if (written === null || typeof written === 'number' || typeof written === 'boolean') {
    return { kind: 'plain', value: written }
  }
  if (Array.isArray(written)) {
    return {
      kind: 'list',
      items: written.map((item: unknown, index) => compiled(templates, item, [...path, index], report)),
    }
  }
  const entries = Object.entries(Object(written))
  return {
    kind: 'map',
    entries: entries.map(([key, item]) => [key, compiled(templates, item, [...path, key], report)]),
  }
}

/** Undefined where a template gave nothing: the field is left out, so that it takes the system's default. */
export function filled(value: FieldValue, name: string, fill: Fill): unknown {
  switch (value.kind) {
    case 'plain':
      return value.value
    case 'text': {
      const text = fill(name, value.template).trim()
      return text === '' ? undefined : text
    }
    case 'list':
      return value.items.map((item) => filled(item, name, fill)).filter((item) => item !== undefined)
    case 'map': {
      const entries = value.entries.map(([key, item]) => [key, filled(item, `${name}.${key}`, fill)] as const)
      const kept = entries.filter(([, item]) => item !== undefined)
      return kept.length === 0 && entries.length > 0 ? undefined : Object.fromEntries(kept)
    }
  }
}

/** The address of a system, to which paths are added. */
export const baseUrl = httpUrl.transform((text, context) => {
  const url = new URL(text)
  if (url.search !== '' || url.hash !== '') {
    context.addIssue({ code: 'custom', message: 'must have no "?" and no "#"' })
    return z.NEVER
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
})

export const secret = z
  .string({ error: 'must be a text' })
  .min(1, { error: 'must not be empty' })
  .regex(/^[\x20-\x7e]*$/, { error: 'must be printable ASCII on one line' })

const name = z.string({ error: 'must be a text' }).trim().min(1, { error: 'must not be empty' }).max(255)

export const filledText = name

export const names = z.array(name, { error: 'must be a list of names' }).default([])

/** Severity → what the system calls it. `default`: for all others. */
export const bySeverity = <T extends z.ZodType>(value: T) =>
  z.record(z.string(), value, { error: 'must be an object from severity to its value' }).default({})

export function ofSeverity<T>(map: Readonly<Record<string, T>>, severity: string): T | undefined {
  const key = [severity, 'default'].find((one) => Object.hasOwn(map, one))
  return key === undefined ? undefined : map[key]
}
