import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OperatorError } from '@tocsin/kit'
import { Client } from 'pg'
import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'

describe('readConfig', () => {
  test('defaults', () => {
    expect(readConfig({})).toEqual({
      listen: { host: '127.0.0.1', port: 8081 },
      faultsListen: { host: '127.0.0.1', port: 8082 },
      databaseUrl: 'postgres://shop@127.0.0.1:15432/shop',
      poolMax: 10,
      cache: undefined,
    })
  })

  test.each([
    ['TOCSIN_SHOP_LISTEN', 'here', 'HOST:PORT'],
    ['TOCSIN_SHOP_FAULTS_LISTEN', '127.0.0.1:99999', 'from 0 to 65535'],
    ['TOCSIN_SHOP_DATABASE_URL', 'mysql://a:secret@b/c', 'postgres://USER:PASSWORD@HOST:PORT/DATABASE'],
    ['TOCSIN_SHOP_DATABASE_URL', 'postgres://a:secret@b', 'postgres://USER:PASSWORD@HOST:PORT/DATABASE'],
    ['TOCSIN_SHOP_POOL_MAX', '0', 'from 1 to 1000'],
    ['TOCSIN_SHOP_POOL_MAX', '1e2', 'from 1 to 1000'],
    ['TOCSIN_SHOP_POOL_MAX', '1001', 'from 1 to 1000'],
    ['TOCSIN_SHOP_CACHE_URL', 'http://:secret@valkey:6379', 'redis://HOST:PORT'],
    ['TOCSIN_SHOP_CACHE_PASSWORD_FILE', '/nowhere/cache', 'the file /nowhere/cache cannot be read: ENOENT'],
    ['TOCSIN_SHOP_DATABASE_PASSWORD_FILE', '/nowhere/db', 'the file /nowhere/db cannot be read: ENOENT'],
  ])('%s=%s is refused and says what is allowed', (name, value, allowed) => {
    const read = (): unknown => readConfig({ [name]: value })
    expect(read).toThrow(OperatorError)
    expect(read).toThrow(name)
    expect(read).toThrow(allowed)
    expect(read).not.toThrow('secret')
  })

  test('all problems at once', () => {
    expect(() => readConfig({ TOCSIN_SHOP_LISTEN: 'x', TOCSIN_SHOP_POOL_MAX: 'y' })).toThrow(
      /TOCSIN_SHOP_LISTEN: .*\nTOCSIN_SHOP_POOL_MAX: /,
    )
  })

  test('passwords from files', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'shop-config-')), 'password')
    writeFileSync(file, 'p@ss/word%\n')
    const config = readConfig({
      TOCSIN_SHOP_DATABASE_URL: 'postgres://shop@db:5432/shop',
      TOCSIN_SHOP_DATABASE_PASSWORD_FILE: file,
      TOCSIN_SHOP_CACHE_URL: 'redis://a:1,b:2',
      TOCSIN_SHOP_CACHE_PASSWORD_FILE: file,
    })
    expect(config.databaseUrl).toBe('postgres://shop:p%40ss%2Fword%25@db:5432/shop')
    // As pg reads it.
    expect(new Client(config.databaseUrl).password).toBe('p@ss/word%')
    expect(config.cache).toMatchObject({ nodes: [{ host: 'a' }, { host: 'b' }], password: 'p@ss/word%' })
    // Compose names the file whether the cache is used or not.
    expect(readConfig({ TOCSIN_SHOP_CACHE_PASSWORD_FILE: file }).cache).toBeUndefined()

    for (const [name, url] of [
      ['DATABASE', 'postgres://shop:secret@db/shop'],
      ['CACHE', 'redis://:secret@a:1'],
    ]) {
      const read = (): unknown =>
        readConfig({ [`TOCSIN_SHOP_${name}_URL`]: url, [`TOCSIN_SHOP_${name}_PASSWORD_FILE`]: file })
      expect(read).toThrow(`TOCSIN_SHOP_${name}_PASSWORD_FILE; keep one`)
      expect(read).not.toThrow(/secret|p@ss/)
    }
  })
})
