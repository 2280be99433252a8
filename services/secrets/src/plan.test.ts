import { describe, expect, test } from 'vitest'
import { planSecrets, SECRETS } from './plan.ts'

function planFrom(files: Readonly<Record<string, string>>) {
  let made = 0
  return planSecrets(
    SECRETS,
    (path) => files[path],
    () => `secret-${++made}`,
  )
}

describe('planSecrets', () => {
  const first = planFrom({})
  const written = Object.fromEntries(first.writes.map(({ path, text }) => [path, text]))

  test('the first start makes every secret, each its own, and readers of one get the same', () => {
    expect(Object.keys(written)).toEqual(SECRETS.flatMap(({ files }) => files.map(({ path }) => path)))
    expect(written['shop/database-password']).toBe(written['postgres/shop-password'])
    expect(written['valkey/valkey.conf']).toBe(`requirepass ${written['shop/cache-password']}\n`)
    expect(new Set(SECRETS.map(({ files }) => written[files[0].path])).size).toBe(SECRETS.length)
  })

  test('only what a person types is said, and only when it is made', () => {
    expect(first.say).toEqual([
      `Grafana: sign in as admin with the password ${written['grafana/admin-password']}  (said once, at the first start)`,
    ])
    expect(planFrom(written)).toEqual({ writes: [], say: [] })
  })

  test('a copy that is gone is made again from the known secret', () => {
    const { 'valkey/valkey.conf': conf, ...rest } = written
    expect(planFrom(rest)).toEqual({ writes: [{ path: 'valkey/valkey.conf', text: conf }], say: [] })
  })

  test('a new secret replaces stale copies', () => {
    const { 'valkey/password': _, ...rest } = written
    expect(planFrom(rest).writes).toEqual([
      { path: 'valkey/password', text: 'secret-1' },
      { path: 'valkey/valkey.conf', text: 'requirepass secret-1\n' },
      { path: 'shop/cache-password', text: 'secret-1' },
    ])
  })
})
