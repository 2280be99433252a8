/**
 * A notification as a template card: with buttons while it can still be acted on (`button_interaction`), else as a notice. The
 * lengths of the parts are what WeCom advises; titles may be longer, the client shortens them. Source: path/90236, 91770.
 */
import type { Notification } from '../contract.ts'
import { notesOf } from '../notes.ts'
import { phrasesOf } from '../text/phrases.ts'
import { byteLength, cutUnits, linkTarget, oneLine, plainText } from '../text/text.ts'
import { type View, viewOf } from '../view.ts'
import { countOf, factsOf, type RenderOptions, rowsOf, severityOf } from './facts.ts'

const MAX = { title: 64, desc: 44, text: 112, key: 5, value: 44, rows: 6, jumps: 3, jump: 13, url: 2000 }
/** WeCom's own limit on the key of a button, and on a task's. */
const MAX_KEY_BYTES = 1024
const MAX_TASK_ID = 128

type ButtonVerb = 'ack' | 'silence'

export type Card = Readonly<Record<string, unknown>> & { readonly card_type: 'button_interaction' | 'text_notice' }

/** Undefined where there is no address that the card could open, which WeCom demands. */
export function renderCard(
  notification: Notification,
  options: RenderOptions & { readonly taskId: string; readonly canAct: boolean },
): Card | undefined {
  const url = linkTarget(`${notification.externalUrl}/#/`)
  if (url === undefined || byteLength(url) > MAX.url) return undefined
  const words = phrasesOf(options.language)
  const view = viewOf(notification, options.language)
  const buttons = options.canAct ? buttonsOf(notification, options) : []
  const links = linksOf(view, options)
  const severity = severityOf(view, words)
  const count = cutUnits(countOf(view, words), MAX.desc)
  const status = view.status === 'firing' ? words.firing : words.resolved
  const facts = factsOf(view, notification, { ...options, brief: true })
  const rows = facts.map(({ name, value }) => ({ keyname: rowName(name), value: cutUnits(value, MAX.value) }))
  const shared = {
    source: { desc: `Tocsin · ${cutUnits(oneLine(notification.receiver), 40)}`, desc_color: 0 },
    main_title: {
      // The first words are all that a locked phone shows.
      title: cutUnits(
        `${view.mark}${status} ${severity === '' ? '' : `[${severity}] `}${oneLine(view.title)}`,
        MAX.title,
      ),
      ...(count === '' ? {} : { desc: count }),
    },
    ...textOf(view, notification, options),
    card_action: { type: 1, url },
  }
  if (buttons.length === 0) {
    return {
      card_type: 'text_notice',
      ...shared,
      horizontal_content_list: rows.slice(0, MAX.rows),
      ...(links.length > 0 ? { jump_list: links.slice(0, MAX.jumps).map((link) => ({ type: 1, ...link })) } : {}),
    }
  }
  // A card with buttons has no list of links: they are rows.
  const open = links.map(({ title, url: address }) => ({
    keyname: rowName(title),
    value: words.open,
    type: 1,
    url: address,
  }))
  const kept = rows.slice(0, Math.max(MAX.rows - open.length, MAX.rows - 2))
  return {
    card_type: 'button_interaction',
    ...shared,
    horizontal_content_list: [...kept, ...open].slice(0, MAX.rows),
    task_id: options.taskId,
    button_list: buttons,
  }
}

/** Unique per application; only letters, digits, `_`, `-` and `@`. `tries` counts from 1. */
export function taskIdOf(idempotencyKey: string, tries: number): string {
  const safe = `tocsin-${idempotencyKey.replace(/[^0-9A-Za-z_@-]/g, '-')}`
  return tries === 1 ? safe.slice(0, MAX_TASK_ID) : `${safe.slice(0, MAX_TASK_ID - 8)}-${tries}`
}

/** The keys come back in the callback: the verb, and the token that proves that we offered it. */
function buttonsOf({ actions, acknowledgement, status }: Notification, { language }: RenderOptions) {
  if (status === 'resolved' || !actions) return []
  const words = phrasesOf(language)
  const button = (verb: ButtonVerb, text: string, style: number, address: string) => {
    const key = `${verb}:${tokenOf(address)}`
    return tokenOf(address) === '' || byteLength(key) > MAX_KEY_BYTES ? [] : [{ text, style, key }]
  }
  return [
    ...(acknowledgement ? [] : button('ack', words.acknowledge, 1, actions.acknowledge)),
    ...button('silence', words.silence, 2, actions.silence),
  ]
}

function tokenOf(address: string): string {
  return URL.parse(address)?.pathname.split('/').at(-1) ?? ''
}

/** Notes first: who has it, why it came this way. Then several alerts, or the description of one. */
function textOf(view: View, notification: Notification, options: RenderOptions) {
  const rows = rowsOf(view, notification, options)
  const about = rows.length > 0 ? rows : view.status === 'resolved' ? [] : [view.description ?? '']
  const words = phrasesOf(options.language)
  const notes = notesOf(notification, options)
  const lines = [...notes, ...about].map((line) => plainText(line).trim()).filter((line) => line !== '')
  const kept: string[] = []
  let room = MAX.text * 2
  for (const line of lines) {
    if (kept.length > 0 && line.length + 1 > room) break
    kept.push(cutUnits(line, room))
    room -= line.length + 1
  }
  const left = lines.length - kept.length
  const text = [...kept, ...(left > 0 ? [words.more(left)] : [])].join('\n')
  return text === '' ? {} : { sub_title_text: text }
}

/** Without the ones that buttons are; the first three are what fits. */
function linksOf(view: View, { language }: RenderOptions) {
  const words = phrasesOf(language)
  const kinds = ['runbook', 'dashboard', 'graph', 'logPage', 'trace']
  return view.links
    .filter(({ kind, url }) => kinds.includes(kind) && byteLength(url) <= MAX.url)
    .map(({ kind, url }) => ({ title: cutUnits(words[kind], MAX.jump), url }))
    .slice(0, MAX.jumps)
}

/** Chinese names fit; English ones are shown whole, and the client shortens what does not fit. */
function rowName(name: string): string {
  return /[^\x20-\x7e]/.test(name) ? cutUnits(name, MAX.key) : name
}
