import { OperatorError } from '@tocsin/kit'
import { describe, expect, test } from 'vitest'
import { parseCacheAddress } from './address.ts'

describe('parseCacheAddress', () => {
  test.each([
    ['redis://valkey:6379', ['valkey:6379'], undefined, undefined],
    ['redis://valkey', ['valkey:6379'], undefined, undefined],
    ['redis://10.0.0.1:7001/', ['10.0.0.1:7001'], undefined, undefined],
    ['redis://[::1]:7001', ['::1:7001'], undefined, undefined],
    ['redis://a:7001,b:7002,c', ['a:7001', 'b:7002', 'c:6379'], undefined, undefined],
    ['redis://:p%40ss@a:1', ['a:1'], undefined, 'p@ss'],
    ['redis://shop:p%3Ass@a:1,b:2', ['a:1', 'b:2'], 'shop', 'p:ss'],
  ])('%s', (text, nodes, username, password) => {
    const address = parseCacheAddress(text)
    expect(address.nodes.map(({ host, port }) => `${host}:${port}`)).toEqual(nodes)
    expect(address).toMatchObject({ username, password })
  })

  test.each([
    'valkey:6379',
    'rediss://:secret@a:1',
    'redis://',
    'redis://:secret@',
    'redis://:secret@a:0',
    'redis://:secret@a:65536',
    'redis://:secret@a:1,',
    'redis://:secret@a:1,,b:2',
    'redis://:secret@a:1/3',
    'redis://:secret@a b',
    'redis://:secret%@a:1',
  ])('%s is refused, says what is allowed, and repeats nothing', (text) => {
    const parse = (): unknown => parseCacheAddress(text)
    expect(parse).toThrow(OperatorError)
    expect(parse).toThrow('redis://HOST:PORT')
    expect(parse).not.toThrow('secret')
  })
})
