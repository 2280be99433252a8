/** `payload`: a message of the operator's own, templates in the place of texts. Source: Alertmanager `notify/webhook/webhook.go`. */
import type { CompiledText, Rendered, TemplateSet } from '@tocsin/template'
import { z } from 'zod'
import { parsedText } from '../templated.ts'
import { goJson, type Json } from './go-json.ts'
import { yamlValue } from './yaml-value.ts'

/** A value as in the file, its texts parsed. */
export type Payload =
  | { readonly kind: 'text'; readonly template: CompiledText }
  | { readonly kind: 'value'; readonly value: number | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly Payload[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [key: CompiledText, value: Payload])[] }

const MAX_DEPTH = 50

/** Mistakes are issues at their own paths inside the payload. */
export function payloadSchema(templates: TemplateSet) {
  return z.unknown().transform((value, context): Payload | undefined => {
    // As in Alertmanager: `payload:` with nothing behind it is none.
    if (value === undefined || value === null) return undefined
    const report = (path: readonly PropertyKey[]) => (message: string) =>
      context.addIssue({ code: 'custom', path: [...path], message })
    const compiled = compile(templates, value, [], report)
    return compiled ?? z.NEVER
  })
}

type Report = (path: readonly PropertyKey[]) => (message: string) => void

function compile(
  templates: TemplateSet,
  value: unknown,
  path: readonly PropertyKey[],
  report: Report,
): Payload | undefined {
  if (path.length > MAX_DEPTH) {
    report(path.slice(0, 1))(`is nested more than ${MAX_DEPTH} times`)
    return undefined
  }
  if (typeof value === 'string') {
    const template = parsedText(templates, value, report(path))
    return template && { kind: 'text', template }
  }
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return { kind: 'value', value }
  if (Array.isArray(value)) {
    const items = value.map((item: unknown, index) => compile(templates, item, [...path, index], report))
    return { kind: 'list', items: items.filter((item) => item !== undefined) }
  }
  const entries = Object.entries(Object(value)).flatMap(([key, item]) => {
    const template = parsedText(templates, key, report([...path, key]))
    const inner = compile(templates, item, [...path, key], report)
    return template && inner ? [[template, inner] as const] : []
  })
  return { kind: 'map', entries }
}

export type RenderedPayload =
  | { readonly ok: true; readonly json: string }
  | { readonly ok: false; readonly message: string }

export function renderCustom(payload: Payload, render: (template: CompiledText) => Rendered): RenderedPayload {
  const failures: string[] = []
  const textOf = (template: CompiledText): string => {
    const rendered = render(template)
    if (!rendered.ok) failures.push(rendered.message)
    return rendered.ok ? rendered.text : ''
  }
  const value = fill(payload, textOf)
  const [message] = failures
  return message === undefined ? { ok: true, json: goJson(value) } : { ok: false, message }
}

function fill(payload: Payload, textOf: (template: CompiledText) => string): Json {
  switch (payload.kind) {
    case 'value':
      return payload.value
    case 'text':
      return yamlValue(textOf(payload.template))
    case 'list':
      return payload.items.map((item) => fill(item, textOf))
    case 'map':
      return new Map(payload.entries.map(([key, item]) => [textOf(key), fill(item, textOf)]))
  }
}
