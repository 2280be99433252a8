import { OperatorError } from '@tocsin/kit'
import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'

describe('readConfig', () => {
  test('defaults', () => {
    expect(readConfig({})).toEqual({
      listen: { host: '127.0.0.1', port: 8084 },
      target: 'http://127.0.0.1:8081',
      rate: 30,
    })
  })

  test.each([
    ['0.1', 0.1],
    ['5000', 5000],
    ['12.5', 12.5],
  ])('rate %s', (text, rate) => {
    expect(readConfig({ TOCSIN_LOAD_RATE: text }).rate).toBe(rate)
  })

  test.each([
    ['TOCSIN_LOAD_RATE', '0', 'from 0.1 to 5000'],
    ['TOCSIN_LOAD_RATE', '0.09', 'from 0.1 to 5000'],
    ['TOCSIN_LOAD_RATE', '5001', 'from 0.1 to 5000'],
    ['TOCSIN_LOAD_RATE', '30/s', 'from 0.1 to 5000'],
    ['TOCSIN_LOAD_RATE', '-1', 'from 0.1 to 5000'],
    ['TOCSIN_LOAD_TARGET', 'shop:8081', 'http://HOST:PORT'],
    ['TOCSIN_LOAD_TARGET', 'http://a:secret@shop:8081', 'http://HOST:PORT'],
    ['TOCSIN_LOAD_TARGET', 'http://shop:8081/products', 'http://HOST:PORT'],
    ['TOCSIN_LOAD_LISTEN', 'x', 'HOST:PORT'],
  ])('%s=%s is refused and says what is allowed', (name, value, allowed) => {
    const read = (): unknown => readConfig({ [name]: value })
    expect(read).toThrow(OperatorError)
    expect(read).toThrow(name)
    expect(read).toThrow(allowed)
    expect(read).not.toThrow('secret')
  })
})
