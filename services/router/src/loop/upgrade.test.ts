/** A database of the first release goes on under this one: nothing is told twice, and nothing that was owed is lost. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { fingerprintOf } from '../model/alert.ts'
import { MIGRATIONS } from '../store/schema.ts'
import { NOW, world } from './testing/world.ts'

const CONFIG = `
route:
  receiver: rest
  group_by: [alertname]
  group_wait: 0s
  group_interval: 1m
  routes:
    - { matchers: [ team="web" ], receiver: web }
receivers: [ { name: rest }, { name: web } ]
`
const HOUR = 3_600_000
const fingerprints = { told: of('told', 'ops'), owed: of('owed', 'web'), fresh: of('fresh', 'ops') }

function of(alertname: string, team: string): string {
  return fingerprintOf({ alertname, team })
}

/** As the first release left it when it was killed: one group told, one whose call had no answer yet, one alert not yet routed. */
function firstRelease(): string {
  const file = join(mkdtempSync(join(tmpdir(), 'tocsin-upgrade-')), 'router.db')
  const db = new DatabaseSync(file)
  db.exec(`pragma journal_mode=wal; ${MIGRATIONS[0]}; pragma user_version = 1;`)
  const notification = (alertname: string) =>
    JSON.stringify({
      ...{ idempotencyKey: `key-${alertname}`, receiver: 'web', status: 'firing', reason: 'first notification' },
      ...{ groupKey: `{}:{alertname="${alertname}"}`, groupLabels: { alertname }, routeLabels: {}, alerts: [] },
      ...{ commonLabels: { alertname }, commonAnnotations: {}, externalUrl: 'http://router', decidedAt: NOW - HOUR },
    })
  const told = (fingerprint: string) =>
    JSON.stringify({ 0: { firing: [fingerprint], resolved: [], evidence: '', at: NOW - HOUR } })
  db.exec(`
    insert into meta(key, value) values('instance', 'first');
    insert into alert values
      ('${fingerprints.told}', '{"alertname":"told","team":"ops"}', '{}', '', null, ${NOW - HOUR}, 'expires', ${NOW + HOUR}, ${NOW - 9}, ${NOW - HOUR}, 0),
      ('${fingerprints.owed}', '{"alertname":"owed","team":"web"}', '{}', '', null, ${NOW - HOUR}, 'expires', ${NOW + HOUR}, ${NOW - 9}, ${NOW - HOUR}, 0),
      ('${fingerprints.fresh}', '{"alertname":"fresh","team":"ops"}', '{}', '', null, ${NOW - 9}, 'expires', ${NOW + HOUR}, ${NOW - 9}, ${NOW - 9}, 1);
    insert into alert_group values
      (1, '{}', 'rest', '{"alertname":"told"}', '${fingerprintOf({ alertname: 'told' })}', '{}:{alertname="told"}', 1, '${told(fingerprints.told)}', ${NOW - 1}, ${NOW - HOUR}, 'first notification'),
      (2, '{}/{team="web"}/0', 'web', '{"alertname":"owed"}', '${fingerprintOf({ alertname: 'owed' })}', '{}/{team="web"}:{alertname="owed"}', 1, '${told(fingerprints.owed)}', ${NOW - 1}, ${NOW - HOUR}, 'first notification');
    insert into group_member values (1, '${fingerprints.told}'), (2, '${fingerprints.owed}');
    insert into decision values (1, 1, ${NOW - HOUR}, 1, 'first notification'), (2, 2, ${NOW - HOUR}, 1, 'first notification');
    insert into delivery values
      (1, 'key-told', 1, 'lane 1', 'rest', 0, 'fake', 'fake rest', null, 1, 'firing', 'first notification', '${notification('told')}', 'sent', ${NOW - HOUR}, ${NOW - HOUR}, 1, ${NOW - HOUR}),
      (2, 'key-owed', 2, 'lane 2', 'web', 0, 'fake', 'fake web', null, 1, 'firing', 'first notification', '${notification('owed')}', 'sending', ${NOW - HOUR}, ${NOW - HOUR}, 1, null);
    insert into message values (1, ${NOW - HOUR}, 'fake'), (2, ${NOW - HOUR}, 'fake');
    insert into message_delivery values (1, 1), (2, 2);
    insert into attempt values
      (1, 1, 1, null, ${NOW - HOUR}, ${NOW - HOUR}, 'sent', 'OK', ''), (2, 2, 1, null, ${NOW - HOUR}, null, 'sending', '', '');
  `)
  db.close()
  return file
}

test('a database of the first release goes on where it was: what was told is not told again, what is owed and what is new is', async () => {
  const w = await world({}, CONFIG, firstRelease())
  expect(w.store.instance).toBe('first')
  expect(await w.store.recover(NOW)).toBe(1)
  await w.reload(CONFIG)
  await w.tick()
  await w.deliver()
  w.after(60_000)
  await w.tick()
  await w.deliver()
  expect(w.calls.map(({ receiver, groupLabels }) => `${receiver} ${groupLabels['alertname']}`)).toEqual([
    'web owed',
    'rest fresh',
  ])
  expect(w.calls[0]?.idempotencyKey).toBe('key-owed')
  const states = (await w.store.deliveryViews(9)).map(
    ({ receiver, state, attempts }) => `${receiver} ${state} ${attempts.length}`,
  )
  expect(states).toEqual(['rest sent 1', 'web sent 2', 'rest sent 1'])
  // What the first release kept no detail of can still be asked for, and forgotten.
  expect(await w.store.lastDecisions(fingerprints.told, NOW + HOUR)).toMatchObject([{ reason: 'told already' }])
  const kinds = ['attempt', 'decision', 'alert'] as const
  const asked = { kinds, fingerprints: undefined, receiver: undefined, outcome: undefined, after: undefined }
  expect((await w.store.history({ ...asked, from: 0, until: NOW + HOUR, limit: 50 })).length).toBeGreaterThan(5)
  expect(await w.store.prune(NOW + 200 * HOUR, HOUR)).toEqual({ fingerprints: [], more: false })
  expect(await w.store.deliveryViews(9)).toEqual([])
  w.store.close()
})
