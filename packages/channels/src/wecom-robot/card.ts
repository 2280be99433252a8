/**
 * A notification as a `text_notice` card, within the lengths that WeCom recommends: it cuts what is longer, and not where a
 * reader would. Characters are counted as JavaScript does. Pure. Source: path/91770.
 */
import type { Notification } from '../contract.ts'
import { notesOf } from '../notes.ts'
import { phrasesOf, severityWord } from '../text/phrases.ts'
import { byteLength, cutUnits, foldLines, oneLine } from '../text/text.ts'
import type { Language } from '../text/time.ts'
import { type View, viewOf } from '../view.ts'
import { type Fact, factsOf, type RenderOptions, rowsOf, spanOf } from './facts.ts'
import type { Card } from './message.ts'
import { robotPhrasesOf } from './phrases.ts'

const CARD_MAX = {
  source: 13,
  title: 26,
  desc: 30,
  emphasisTitle: 10,
  emphasisDesc: 15,
  subTitle: 112,
  key: 5,
  value: 26,
  rows: 6,
  jump: 13,
  jumps: 3,
} as const

/** Where they do not fit into one row together. */
const MAX_LABELS = 2
/** Recommended nowhere, and longer than any link that opens on a phone. */
const MAX_URL_BYTES = 2_048
const SOURCE_COLOUR = { red: 2, green: 3 } as const

/** Where room is short, the last of these goes first. */
const WEIGHT: readonly Fact['kind'][] = [
  'service',
  'since',
  'ended',
  'labels',
  'value',
  'lastValue',
  'route',
  'logs',
  'started',
  'count',
]

/** Undefined where there is no address that the card could open: a card without one is refused. */
export function renderCard(notification: Notification, options: RenderOptions): Card | undefined {
  const { language } = options
  const view = viewOf(notification, language)
  const words = phrasesOf(language)
  const own = robotPhrasesOf(language)
  const links = view.links.filter(({ url }) => byteLength(url) <= MAX_URL_BYTES)
  const opens = links.find(({ kind }) => kind === 'alertPage') ?? links[0]
  if (!opens) return undefined
  const firing = view.status === 'firing'
  const facts = factsOf(view, notification, options)
  const value = facts.find(({ kind }) => kind === 'value')
  const big = value !== undefined && safe(value.value).length <= CARD_MAX.emphasisTitle ? value : undefined
  const jumps = links.filter((link) => link !== opens).slice(0, CARD_MAX.jumps)
  const status = firing ? words.firing : words.resolved
  const severity = safe(severityWord(view.severity, words))
  const texts = [...notesOf(notification, options), firing ? (view.description ?? '') : '']
  const subTitle = subTitleOf(texts, firing ? alertLines(view, notification, options) : [], language)
  return {
    card_type: 'text_notice',
    source: {
      desc: cutUnits(status, CARD_MAX.source),
      desc_color: firing ? SOURCE_COLOUR.red : SOURCE_COLOUR.green,
    },
    main_title: {
      title: cutUnits(
        `${view.mark}${severity === '' ? '' : `[${cutUnits(severity, 10)}] `}${safe(view.title)}`,
        CARD_MAX.title,
      ),
      desc: cutUnits(summaryOf(facts, language), CARD_MAX.desc),
    },
    ...(big ? { emphasis_content: { title: safe(big.value), desc: own.keys.value } } : {}),
    ...(subTitle === '' ? {} : { sub_title_text: subTitle }),
    horizontal_content_list: cardRows(
      facts.filter((fact) => fact !== big),
      view.labels,
      language,
    ),
    jump_list: jumps.map(({ kind, url }) => ({ type: 1, title: cutUnits(words[kind], CARD_MAX.jump), url })),
    card_action: { type: 1, url: opens.url },
  }
}

/** Under the title: how long, or how many. */
function summaryOf(facts: readonly Fact[], language: Language): string {
  const counts = facts.flatMap(({ kind, value }) => (kind === 'count' ? [value] : []))
  const spans = facts.map((fact) => spanOf(fact, language)).filter((span) => span !== '')
  const all = [...counts, ...spans].join(phrasesOf(language).comma)
  return all.length <= CARD_MAX.desc ? all : counts.join('')
}

/** Who has it and why it came this way goes before what it is about, and that before which ones. */
function subTitleOf(texts: readonly string[], rows: readonly string[], language: Language): string {
  const said = cutUnits(
    texts
      .map(safe)
      .filter((text) => text !== '')
      .join('\n'),
    CARD_MAX.subTitle,
  )
  const left = CARD_MAX.subTitle - said.length
  const { more } = phrasesOf(language)
  const lines = foldLines(rows.map(safe), left, more, (text) => text.length)
  const named = lines.join('\n')
  if (said === '') return cutUnits(named, CARD_MAX.subTitle)
  return named === '' || named.length + 1 > left ? said : `${said}\n${named}`
}

function alertLines(view: View, notification: Notification, options: RenderOptions): string[] {
  const { resolved } = phrasesOf(options.language)
  return rowsOf(view, notification, options).map(
    ({ over, name, value }) => `${over ? `${resolved} ` : ''}${name}${value === '' ? '' : ` ${value}`}`,
  )
}

function cardRows(
  facts: readonly Fact[],
  labels: readonly string[],
  language: Language,
): Card['horizontal_content_list'] {
  const { keys } = robotPhrasesOf(language)
  const all = facts.flatMap((fact) => {
    if (fact.kind === 'count') return []
    if (fact.kind !== 'labels' || safe(fact.value).length <= CARD_MAX.value) return [fact]
    return labels.slice(0, MAX_LABELS).map((value) => ({ ...fact, value }))
  })
  const byWeight = all.toSorted((a, b) => WEIGHT.indexOf(a.kind) - WEIGHT.indexOf(b.kind))
  const kept = byWeight.slice(0, CARD_MAX.rows)
  return all
    .filter((fact) => kept.includes(fact))
    .map(({ kind, value }) => ({ keyname: keys[kind], value: cutUnits(safe(value), CARD_MAX.value) }))
}

/** A card has no markup; a mention is not documented for it, and is not tried out on people. */
function safe(value: string): string {
  return oneLine(value).replaceAll('<', '＜')
}
