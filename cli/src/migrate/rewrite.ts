/**
 * The text of an alertmanager.yml with other channels in the place of some webhooks. Only the lines of those webhooks change;
 * everything else, comments included, stays as it was written. Pure.
 */
import { readYaml } from '@tocsin/kit'
import { isMap, isNode, isScalar, isSeq, type Pair, stringify, type YAMLMap } from 'yaml'
import type { Entry } from './making.ts'

export interface FoundWebhook {
  readonly receiver: string
  readonly line: number
  readonly column: number
  /** One entry of `webhook_configs`, as a plain value. */
  readonly settings: Readonly<Record<string, unknown>>
}

interface Untaken {
  readonly line: number
  readonly column: number
  readonly message: string
}

export interface Rewritten {
  readonly text: string
  readonly untaken: readonly Untaken[]
}

/** `concerns`: whether a webhook is one to be replaced. `replace` gives what stands in its place; undefined leaves it alone. */
export function rewriteWebhooks(
  text: string,
  file: string,
  {
    concerns,
    replace,
  }: {
    readonly concerns: (settings: FoundWebhook['settings']) => boolean
    readonly replace: (webhook: FoundWebhook) => readonly Entry[] | undefined
  },
): Rewritten {
  const { document } = readYaml(text, file)
  const untaken: Untaken[] = []
  const edits: Edit[] = []
  const receivers = isMap(document.contents) ? document.contents.get('receivers') : undefined
  for (const receiver of isSeq(receivers) ? receivers.items : []) {
    if (!isMap(receiver)) continue
    const pair = receiver.items.find(({ key }) => isScalar(key) && key.value === 'webhook_configs')
    if (!pair || !isSeq(pair.value)) continue
    const name = String(receiver.get('name') ?? '')
    const webhooks = pair.value.items.filter(isMap).map((item) => ({ item, settings: settingsOf(item) }))
    const concerned = webhooks.filter(({ settings }) => concerns(settings))
    if (concerned.length === 0) continue
    if (receiver.flow || pair.value.flow) {
      const message = `receiver "${name}" is written in braces or brackets; write it on lines of its own, and try again`
      untaken.push({ ...placeOf(text, startOf(receiver)), message })
      continue
    }
    const taken = concerned.flatMap(({ item, settings }) => {
      const entries = replace({ receiver: name, settings, ...placeOf(text, startOf(item)) })
      return entries ? [{ item, entries }] : []
    })
    if (taken.length === 0) continue
    edits.push(...editsFor(text, receiver, pair, taken, pair.value.items.length))
  }
  return { text: applied(text, edits), untaken }
}

function settingsOf(item: YAMLMap): FoundWebhook['settings'] {
  return item.toJSON()
}

interface Edit {
  readonly from: number
  readonly until: number
  readonly text: string
}

interface Taken {
  readonly item: YAMLMap
  readonly entries: readonly Entry[]
}

function editsFor(text: string, receiver: YAMLMap, pair: Pair, taken: readonly Taken[], all: number): Edit[] {
  const keyAt = startOf(pair.key)
  const indent = ' '.repeat(keyAt - lineStart(text, keyAt))
  const goes = all === taken.length
  const entries = taken.flatMap((one) => one.entries)
  // What the receiver has of the same channel already stays the one list of it.
  const listOf = (key: string) => {
    const known = receiver.items.find((one) => isScalar(one.key) && one.key.value === key && (one !== pair || !goes))
    return isSeq(known?.value) && !known.value.flow && known.value.items.length > 0 ? known.value : undefined
  }
  const joined = entries.filter(({ key }) => listOf(key) !== undefined)
  const natives = blockOf(
    entries.filter(({ key }) => listOf(key) === undefined),
    indent,
  )
  const added = joined.flatMap(({ key, fields }): Edit[] => {
    const list = listOf(key)
    if (!list) return []
    const end = lineEnd(text, endOf(list.items.at(-1)))
    return [{ from: end, until: end, text: `\n${itemOf(fields, dashIndent(text, list.items[0])).join('\n')}` }]
  })
  const until = lineEnd(text, endOf(isSeq(pair.value) ? pair.value.items.at(-1) : undefined))
  if (goes) {
    // Where it is the first key, the dash of the receiver stands before it.
    const block = [...commentsIn(text.slice(keyAt, until), indent), ...natives].join('\n').trimStart()
    return [...added, { from: keyAt, until, text: block }]
  }
  // With the line break before them, so that no empty line is left.
  const gone = taken.map(({ item }) => {
    const from = lineStart(text, text.lastIndexOf('-', startOf(item) - 1)) - 1
    return { from, until: lineEnd(text, endOf(item)), text: '' }
  })
  // After the webhooks that stay.
  const block = natives.length > 0 ? [{ from: until, until, text: `\n${natives.join('\n')}` }] : []
  return [...gone, ...block, ...added]
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1
}

/** The white space before the dash of an item of a list. */
function dashIndent(text: string, item: unknown): string {
  const dash = text.lastIndexOf('-', startOf(item) - 1)
  return ' '.repeat(dash - lineStart(text, dash))
}

function itemOf(fields: Entry['fields'], indent: string): string[] {
  return lines([fields], indent)
}

function lines(value: unknown, indent: string): string[] {
  const written = stringify(value, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd()
  return written.split('\n').map((line) => (line === '' ? '' : indent + line))
}

/** Behind the last character of its last value, without the comments that follow it. */
function endOf(node: unknown): number {
  if (isMap(node) && node.items.length > 0) return endOf(node.items.at(-1)?.value ?? node.items.at(-1)?.key)
  if (isSeq(node) && node.items.length > 0) return endOf(node.items.at(-1))
  return isNode(node) ? (node.range?.[1] ?? 0) : 0
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

/** Comments on lines of their own, which would go with the webhooks. */
function commentsIn(text: string, indent: string): string[] {
  return text.split('\n').flatMap((line) => (/^\s*#/.test(line) ? [`${indent}${line.trim()}`] : []))
}

/** One key for each kind of channel. */
function blockOf(entries: readonly Entry[], indent: string): string[] {
  const byKey = Map.groupBy(entries, ({ key }) => key)
  if (byKey.size === 0) return []
  return lines(Object.fromEntries([...byKey].map(([key, all]) => [key, all.map(({ fields }) => fields)])), indent)
}

function applied(text: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((rest, edit) => rest.slice(0, edit.from) + edit.text + rest.slice(edit.until), text)
}

function placeOf(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at)
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') }
}

/** The file with one more pattern under `templates`. */
export function withTemplates(text: string, file: string, pattern: string): string {
  const { document } = readYaml(text, file)
  const list = isMap(document.contents) ? document.contents.get('templates', true) : undefined
  if (isSeq(list) && list.flow) {
    const at = text.lastIndexOf(']', list.range?.[1])
    const comma = list.items.length > 0 ? ', ' : ''
    return `${text.slice(0, at).trimEnd()}${comma}${JSON.stringify(pattern)}${text.slice(at)}`
  }
  if (isSeq(list) && list.items.length > 0) {
    const [first] = list.items
    const last = list.items.at(-1)
    const end = lineEnd(text, endOf(last))
    return `${text.slice(0, end)}\n${dashIndent(text, first)}- ${JSON.stringify(pattern)}${text.slice(end)}`
  }
  return `${text.trimEnd()}\n\ntemplates:\n  - ${JSON.stringify(pattern)}\n`
}
