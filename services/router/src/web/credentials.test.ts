import { expect, test } from 'vitest'
import { type Credentials, readCredentials } from './credentials.ts'

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`

test.each<[string | undefined, Credentials]>([
  [undefined, { kind: 'none' }],
  ['', { kind: 'none' }],
  [basic('jo:pass:word'), { kind: 'basic', user: 'jo', password: 'pass:word' }],
  [basic('jo:').replace('Basic', 'bAsIc'), { kind: 'basic', user: 'jo', password: '' }],
  [basic('李:密码'), { kind: 'basic', user: '李', password: '密码' }],
  [basic('no colon'), { kind: 'unreadable' }],
  ['Basic !!!', { kind: 'unreadable' }],
  ['Basic', { kind: 'unreadable' }],
  ['Bearer abc', { kind: 'bearer', token: 'abc' }],
  ['bearer  abc ', { kind: 'bearer', token: 'abc' }],
  ['Bearer ', { kind: 'unreadable' }],
  ['Digest a=b', { kind: 'unreadable' }],
  [basic(`jo:${'x'.repeat(5_000)}`), { kind: 'unreadable' }],
])('%s', (header, credentials) => {
  expect(readCredentials(header)).toEqual(credentials)
})
