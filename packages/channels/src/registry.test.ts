import { expect, test } from 'vitest'
import { channelOf, channelSchemas, channels } from './index.ts'

const SETTINGS = { url: 'http://gw.example/sms', to: ['+8613800001111'] }

test('each channel is found by its type', () => {
  expect(Object.keys(channels)).toEqual([
    'wecom_robot',
    'wecom_app',
    'sms',
    'voice',
    'ticket',
    'email',
    'dingtalk',
    'feishu',
    'webhook',
  ])
  expect(Object.keys(channelSchemas())).toEqual(Object.keys(channels))
  for (const type of Object.keys(channels)) expect(channelOf(type)?.type).toBe(type)
  expect([channelOf('pager'), channelOf('toString')]).toEqual([undefined, undefined])
})

test('takes what the schema gave, or the plain settings, and nothing else', () => {
  const sms = channelOf('sms')
  expect(sms?.describe(channelSchemas()['sms']?.parse(SETTINGS))).toBe('sms gw.example (1 number)')
  expect(sms?.describe(SETTINGS)).toBe('sms gw.example (1 number)')
  expect(() => sms?.describe({ url: 'x', to: [] })).toThrow(
    'not the settings of sms: url: must be an http or https URL; to:',
  )
  expect(() => sms?.traits(null)).toThrow(TypeError)
})
