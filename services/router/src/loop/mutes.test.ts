import { afterEach, expect, test } from 'vitest'
import { liveOf } from '../intake/testing/api.ts'
import type { RouterStore } from '../store/port.ts'
import { openRouterStore } from '../store/sqlite.ts'
import { alert, NOW } from '../store/testing/records.ts'
import { openMutes } from './mutes.ts'

const closing: RouterStore[] = []
afterEach(() => {
  for (const store of closing.splice(0)) store.close()
})

const config = (rules: string): string =>
  `route: { receiver: team }\nreceivers: [ { name: team } ]\ninhibit_rules: [ ${rules} ]\n`
const RULE = `{ source_matchers: [ 'alertname="source"' ], target_matchers: [ 'alertname=~"target.*"' ] }`
const OTHER = `{ source_matchers: [ 'alertname="source"' ], target_matchers: [ 'alertname="other"' ] }`

async function setUp(yaml: string) {
  const store = await openRouterStore({ file: ':memory:', onFatal: (error) => expect.unreachable(error.message) })
  closing.push(store)
  const source = alert('source')
  await store.acceptTransitions([source, alert('target')], NOW)
  const live = liveOf(yaml)
  const mutes = await openMutes({ store, live: () => live, timesOf: (one) => (one === 'source' ? source : undefined) })
  const inhibits = (name: string): string[] =>
    mutes.explain(alert(name), undefined, NOW, 0).inhibitedBy.map(({ fingerprint }) => fingerprint)
  return { mutes, inhibits, rules: (text: string) => liveOf(config(text)).router.inhibitRules }
}

test('what fired before the start inhibits after it', async () => {
  const { inhibits } = await setUp(config(RULE))
  expect(inhibits('target')).toEqual(['source'])
  expect(inhibits('other')).toEqual([])
})

test('other rules hold once they are put to use, and not before', async () => {
  const { mutes, inhibits, rules } = await setUp(config(RULE))
  const use = await mutes.prepare(rules(OTHER))
  expect(inhibits('target')).toEqual(['source'])
  use()
  expect(inhibits('target')).toEqual([])
  expect(inhibits('other')).toEqual(['source'])
})

test('what is reported while other rules are prepared is known to them', async () => {
  const { mutes, inhibits, rules } = await setUp(config(RULE))
  mutes.forget(['source'])
  const preparing = mutes.prepare(rules(`${OTHER}, ${RULE}`))
  mutes.observe([alert('source')])
  ;(await preparing)()
  expect(inhibits('target-2')).toEqual(['source'])
})

test('an alert that is gone inhibits nothing', async () => {
  const { mutes, inhibits } = await setUp(config(RULE))
  mutes.forget(['source'])
  expect(inhibits('target')).toEqual([])
})
