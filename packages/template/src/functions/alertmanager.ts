/** The functions that Alertmanager adds. Source: Alertmanager `template/template.go`, `DefaultFuncs`. */
import { RenderFault } from '../values/fault.ts'
import { parseTime } from '../values/parse-time.ts'
import { NANOS_PER_MS, Time, ZERO_TIME_MS } from '../values/time.ts'
import { Dict, List, Named, Safe, type Value } from '../values/value.ts'
import { findZone } from '../values/zone.ts'
import type { Callable } from './callable.ts'
import { unescapeQuery } from './escape.ts'
import { humanizeDuration } from './humanize.ts'
import { toJson } from './json.ts'
import { matches, replaceAll } from './regex.ts'
import { formatted, layout } from './time-methods.ts'

const onText = (how: (text: string) => Value): Callable => ({
  params: ['string'],
  run(args, { budget }) {
    const text = args.text(0)
    budget.text(text.length * 2)
    return how(text)
  },
})

/** Go maps one character to one: a letter whose other case is two stays as it is. */
function eachLetter(text: string, map: (letter: string) => string): string {
  const mapped = map(text)
  if (mapped.length === text.length) return mapped
  return [...text].map((letter) => ([...map(letter)].length === 1 ? map(letter) : letter)).join('')
}

/** Letters and digits, and the marks that stand inside of words. */
const WORD = /[\p{L}\p{N}_][\p{L}\p{M}\p{N}_]*(?:[.:'’·][\p{L}_][\p{L}\p{M}\p{N}_]*)*/gu

function titleCase(text: string): string {
  return text.replace(WORD, (word) => {
    const first = /\p{L}/u.exec(word)
    if (!first) return word
    const [letter] = first
    const behind = first.index + letter.length
    return word.slice(0, first.index) + letter.toUpperCase() + word.slice(behind).toLowerCase()
  })
}

/** Go's white space: Unicode's, which is JavaScript's without the byte order mark and with NEL. */
const SPACE = /^[^\S\ufeff]$|^\x85$/

function trimSpace(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && SPACE.test(text[start] ?? '')) start++
  while (end > start && SPACE.test(text[end - 1] ?? '')) end--
  return text.slice(start, end)
}

export const ALERTMANAGER: Readonly<Record<string, Callable>> = {
  toUpper: onText((text) => eachLetter(text, (letter) => letter.toUpperCase())),
  toLower: onText((text) => eachLetter(text, (letter) => letter.toLowerCase())),
  title: onText(titleCase),
  trimSpace: onText(trimSpace),
  join: {
    params: ['string', '[]string'],
    run(args, { budget }) {
      const separator = args.text(0)
      const texts = args.texts(1)
      budget.list(texts.length)
      budget.text(texts.reduce((sum, text) => sum + text.length + separator.length, 0))
      return texts.join(separator)
    },
  },
  match: { params: ['string', 'string'], run: (args, { budget }) => matches(args.text(0), args.text(1), budget) },
  safeHtml: { params: ['string'], run: (args) => new Safe('template.HTML', args.text(0)) },
  safeUrl: { params: ['string'], run: (args) => new Safe('template.URL', args.text(0)) },
  urlUnescape: onText(unescapeQuery),
  reReplaceAll: {
    params: ['string', 'string', 'string'],
    run: (args, { budget }) => replaceAll(args.text(0), args.text(1), args.text(2), budget),
  },
  stringSlice: { params: [], rest: 'string', run: (args) => new List('[]string', args.all) },
  routeLabels: { params: ['string'], run: (args, { routeLabels }) => routeLabels.get(args.text(0)) ?? '' },
  date: { params: ['string', 'time.Time'], run: (args, { budget }) => formatted(args.time(1), args.text(0), budget) },
  tz: {
    params: ['string', 'time.Time'],
    run(args, { budget }) {
      budget.once(`zone ${args.text(0)}`, 2000)
      const zone = findZone(args.text(0))
      if (!zone) throw new RenderFault(`unknown time zone ${args.text(0).slice(0, 64)}`)
      return args.time(1).in(zone)
    },
  },
  now: { params: [], run: (_, { now }) => Time.ofMs(now) },
  since: {
    params: ['time.Time'],
    run: (args, { now }) => new Named('time.Duration', BigInt(Math.trunc(now)) * NANOS_PER_MS - args.time(0).nanos),
  },
  humanizeDuration: { params: ['any'], run: (args) => humanizeDuration(args.any(0)) },
  toDate: {
    params: ['string', 'string'],
    run: (args, { budget }) => parseTime(layout(args.text(0), budget), args.text(1)) ?? Time.ofMs(ZERO_TIME_MS),
  },
  mustToDate: {
    params: ['string', 'string'],
    run(args, { budget }) {
      const time = parseTime(layout(args.text(0), budget), args.text(1))
      if (!time) throw new RenderFault(`parsing time: the text is not of the layout "${args.text(0).slice(0, 64)}"`)
      return time
    },
  },
  toJson: { params: ['any'], run: (args, { budget }) => toJson(args.any(0), budget) },
  base64encode: {
    params: ['string'],
    run(args, { budget }) {
      budget.text(args.text(0).length * 4)
      return Buffer.from(args.text(0)).toString('base64').replaceAll('+', '-').replaceAll('/', '_')
    },
  },
  base64decode: onText((text) => {
    const clean = text.replace(/[\r\n]/g, '')
    const wrong = /[^A-Za-z0-9_-]/.exec(clean.replace(/={1,2}$/, ''))
    if (wrong || clean.length % 4 !== 0)
      throw new RenderFault(`illegal base64 data at input byte ${wrong?.index ?? clean.length}`)
    return Buffer.from(clean, 'base64url').toString('utf8')
  }),
  list: { params: [], rest: 'any', run: (args) => new List('[]interface {}', args.all) },
  append: {
    params: ['[]interface {}'],
    rest: 'any',
    run(args, { budget }) {
      const { items } = args.list(0)
      budget.list(items.length + args.all.length)
      return new List('[]interface {}', [...items, ...args.all.slice(1)])
    },
  },
  dict: {
    params: [],
    rest: 'any',
    run(args) {
      if (args.all.length % 2 !== 0) throw new RenderFault('dict requires an even number of arguments')
      const entries = new Map<string, Value>()
      for (let at = 0; at < args.all.length; at += 2) {
        const key = args.any(at)
        if (typeof key !== 'string') throw new RenderFault('dict keys must be strings')
        entries.set(key, args.any(at + 1))
      }
      return new Dict('map[string]interface {}', entries)
    },
  },
}
