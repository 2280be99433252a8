/** The methods of a notification's data: nothing else can be called on a value. Source: Alertmanager `template/template.go`. */
import { ownText } from '../values/print.ts'
import { Dict, List, Struct, typeName, type Value } from '../values/value.ts'
import type { Callable } from './callable.ts'
import { DURATION_METHODS, NAME_METHODS, TIME_METHODS } from './time-methods.ts'

/** The receiver is the first argument; `params` begin behind it. */
type Methods = ReadonlyMap<string, Callable>

const PAIR_JSON = { Name: 'Name', Value: 'Value' }

const text: Callable = { params: [], run: (args, { budget }) => ownText(args.any(0), budget) ?? '' }

function pairs(value: Value): List {
  const kv = value instanceof Dict ? value : new Dict('template.KV', new Map())
  const keys = kv.keys()
  // The name of the alert comes first, whatever its place in the order.
  const ordered = keys.includes('alertname') ? ['alertname', ...keys.filter((key) => key !== 'alertname')] : keys
  return new List(
    'template.Pairs',
    ordered.map(
      (key) =>
        new Struct(
          'template.Pair',
          new Map<string, Value>([
            ['Name', key],
            ['Value', kv.entries.get(key) ?? ''],
          ]),
          PAIR_JSON,
        ),
    ),
  )
}

const column = (name: 'Name' | 'Value', of: (value: Value) => Value): Callable => ({
  params: [],
  run(args, { budget }) {
    const list = of(args.any(0))
    const items = list instanceof List ? list.items : []
    budget.list(items.length)
    return new List(
      'template.Strings',
      items.map((item) => (item instanceof Struct ? (item.fields.get(name) ?? '') : '')),
    )
  },
})

const withStatus = (status: string): Callable => ({
  params: [],
  run(args, { budget }) {
    const { items } = args.list(0)
    budget.list(items.length)
    return new List(
      '[]template.Alert',
      items.filter((item) => item instanceof Struct && item.fields.get('Status') === status),
    )
  },
})

const KV: Methods = new Map<string, Callable>([
  [
    'SortedPairs',
    {
      params: [],
      run(args, { budget }) {
        const found = pairs(args.any(0))
        budget.list(found.items.length)
        return found
      },
    },
  ],
  [
    'Remove',
    {
      params: ['[]string'],
      run(args, { budget }) {
        const kv = args.any(0)
        const names = args.texts(1)
        const gone = new Set(names)
        const entries = kv instanceof Dict ? [...kv.entries] : []
        budget.list(entries.length + names.length)
        return new Dict('template.KV', new Map(entries.filter(([key]) => !gone.has(key))))
      },
    },
  ],
  ['Names', column('Name', pairs)],
  ['Values', column('Value', pairs)],
  ['String', text],
])

const PAIRS: Methods = new Map<string, Callable>([
  ['Names', column('Name', (value) => value)],
  ['Values', column('Value', (value) => value)],
  ['String', text],
])

const STRINGS: Methods = new Map<string, Callable>([
  [
    'Join',
    {
      params: ['string'],
      run(args, { budget }) {
        const separator = args.text(1)
        const texts = args.texts(0)
        budget.list(texts.length)
        budget.text(texts.reduce((sum, item) => sum + item.length + separator.length, 0))
        return texts.join(separator)
      },
    },
  ],
])

const ALERTS: Methods = new Map<string, Callable>([
  ['Firing', withStatus('firing')],
  ['Resolved', withStatus('resolved')],
])

const METHODS: ReadonlyMap<string, Methods> = new Map([
  ['template.KV', KV],
  ['template.Pairs', PAIRS],
  ['template.Strings', STRINGS],
  ['template.Alerts', ALERTS],
  ['time.Time', TIME_METHODS],
  ['time.Duration', DURATION_METHODS],
  ['time.Month', NAME_METHODS],
  ['time.Weekday', NAME_METHODS],
])

export function findMethod(value: Value, name: string): Callable | undefined {
  return typeof value === 'object' ? METHODS.get(typeName(value))?.get(name) : undefined
}
