import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

test('defaults', () => {
  expect(readConfig({})).toEqual({
    listen: { host: '127.0.0.1', port: 8025 },
    smtpListen: { host: '127.0.0.1', port: 2525 },
    wecomKeys: ['sandbox-robot-0000c0de'],
    callbackUrl: 'http://127.0.0.1:9093/callback/wecom/wecom-app-oncall',
  })
})

test('several keys, once each', () => {
  expect(readConfig({ TOCSIN_SANDBOX_WECOM_KEYS: 'robot-a, robot-b,robot-a' }).wecomKeys).toEqual([
    'robot-a',
    'robot-b',
  ])
})

test('names every wrong variable, and repeats no key', () => {
  const read = () => readConfig({ TOCSIN_SANDBOX_LISTEN: 'x:y', TOCSIN_SANDBOX_WECOM_KEYS: 'good-key,bad key' })
  expect(read).toThrow(/TOCSIN_SANDBOX_LISTEN: "x:y".*\nTOCSIN_SANDBOX_WECOM_KEYS: key 2 of 2/)
  expect(read).not.toThrow(/bad key/)
})
