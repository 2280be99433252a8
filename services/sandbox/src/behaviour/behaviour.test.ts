import { describe, expect, test } from 'vitest'
import type { ChannelName } from '../model.ts'
import { type Behaviour, parseBehaviour, takeOne } from './behaviour.ts'

describe('what may be asked for', () => {
  test.each<[ChannelName, unknown, Behaviour]>([
    ['wecom', { mode: 'ok' }, { mode: 'ok' }],
    ['sms', { mode: '500', times: 2 }, { mode: '500', times: 2 }],
    ['sms', { mode: '429' }, { mode: '429', retryAfterS: 1 }],
    ['sms', { mode: '429', retryAfterS: 7, times: 1 }, { mode: '429', retryAfterS: 7, times: 1 }],
    ['wecom', { mode: 'errcode' }, { mode: 'errcode', errcode: 45009 }],
    ['wecom', { mode: 'errcode', errcode: -1 }, { mode: 'errcode', errcode: -1 }],
    ['ticket', { mode: 'errcode' }, { mode: 'errcode', code: 'REFUSED' }],
    ['sms', { mode: 'errcode', code: 'isv.LIMIT' }, { mode: 'errcode', code: 'isv.LIMIT' }],
    ['email', { mode: 'errcode' }, { mode: 'errcode', errcode: 451 }],
    ['email', { mode: 'errcode', errcode: 550, times: 1 }, { mode: 'errcode', errcode: 550, times: 1 }],
    ['ticket', { mode: 'silent-before-accept' }, { mode: 'silent-before-accept' }],
    ['ticket', { mode: 'accept-then-silent', times: 3 }, { mode: 'accept-then-silent', times: 3 }],
  ])('%s %j', (channel, input, behaviour) => {
    expect(parseBehaviour(channel, input)).toEqual({ ok: true, behaviour })
  })

  test.each<[ChannelName, unknown, RegExp]>([
    ['wecom', null, /JSON object.*modes: ok, 500/],
    ['wecom', {}, /mode: nothing is none; allowed: "ok", "500", "429", "errcode", "silent-before-accept"/],
    ['wecom', { mode: 'slow' }, /"slow" is none; allowed/],
    ['wecom', { mode: 500 }, /500 is none; allowed: "ok", "500"/],
    ['email', null, /e\.g\. \{"mode": "errcode", "times": 2\}/],
    ['email', { mode: '500' }, /"500" is none; allowed: "ok", "errcode", "silent-before-accept", "accept-then-silent"/],
    ['email', { mode: 'errcode', errcode: 250 }, /errcode: 250 is not allowed; write a whole number from 400 to 599/],
    ['email', { mode: 'errcode', code: 'X' }, /code: not a field .* for email; allowed: mode, times, errcode/],
    ['sms', { mode: 'errcode', errcode: 45009 }, /errcode: not a field .* for sms; allowed: mode, times, code/],
    ['wecom', { mode: '500', errcode: 45009 }, /errcode: not a field of mode "500"/],
    ['wecom', { mode: 'errcode', errcode: 0 }, /0 means accepted/],
    ['sms', { mode: 'errcode', code: 'OK' }, /means accepted/],
    ['sms', { mode: 'errcode', code: 7 }, /code: write/],
    ['wecom', { mode: '500', times: 0 }, /times: 0 is not allowed; write a whole number from 1/],
    ['wecom', { mode: '500', times: '2' }, /times: "2" is not allowed/],
    ['wecom', { mode: '500', time: 2 }, /time: not a field .*allowed: mode, times/],
  ])('%s %j is refused', (channel, input, message) => {
    const parsed = parseBehaviour(channel, input)
    expect(parsed.ok ? '' : parsed.message).toMatch(message)
  })
})

test.each<[Behaviour, Behaviour]>([
  [{ mode: 'ok' }, { mode: 'ok' }],
  [{ mode: '500' }, { mode: '500' }],
  [
    { mode: '500', times: 2 },
    { mode: '500', times: 1 },
  ],
  [{ mode: '429', retryAfterS: 1, times: 1 }, { mode: 'ok' }],
])('a call meets %j and leaves %j', (met, left) => {
  expect(takeOne(met)).toEqual({ met, left })
})
