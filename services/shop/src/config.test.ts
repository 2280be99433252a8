import { OperatorError } from '@tocsin/kit'
import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'

describe('readConfig', () => {
  test('defaults', () => {
    expect(readConfig({})).toEqual({
      listen: { host: '127.0.0.1', port: 8081 },
      faultsListen: { host: '127.0.0.1', port: 8082 },
      databaseUrl: 'postgres://shop@127.0.0.1:15432/shop',
      poolMax: 10,
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
})
