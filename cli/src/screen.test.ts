import { expect, test } from 'vitest'
import { channelLines, failureLines, loopLines, readyLine, rulesLines } from './screen.ts'

test('addresses stand in columns', () => {
  const lines = [
    readyLine('shop', 'http://127.0.0.1:8081', 3_210),
    readyLine('prometheus', 'http://127.0.0.1:9090', 12_345),
  ]
  expect(lines).toEqual([
    '  shop        http://127.0.0.1:8081                        3.2 s',
    '  prometheus  http://127.0.0.1:9090                       12.3 s',
  ])
})

test('a failure is shown with the end of its log, and what happens next', () => {
  const failure = { reason: 'exited with code 3', lastLines: ['the disk is full'] }
  expect(failureLines('shop', failure, { retryInMs: 500, logPath: '.tocsin/logs/shop.log' })).toBe(
    `  shop        exited with code 3; starting again in 0.5 s
      end of .tocsin/logs/shop.log:
      | the disk is full`,
  )
  expect(failureLines('shop', { ...failure, lastLines: [] }, { retryInMs: undefined, logPath: 'x' })).toBe(
    '  shop        exited with code 3; given up',
  )
})

test('real channels stand out', () => {
  expect(
    channelLines([
      { channel: 'WeCom', variable: 'TOCSIN_WECOM_ROBOT_URL', target: 'real' },
      { channel: 'SMS', variable: 'TOCSIN_SMS_URL', target: 'sandbox' },
      { channel: 'ticket', variable: 'TOCSIN_TICKET_URL', target: 'sandbox' },
    ]),
  ).toEqual(['Channels to the sandbox: SMS, ticket.', 'REAL channels, by your TOCSIN_WECOM_ROBOT_URL: WeCom.'])
})

test('the loop to try is told only where it can work', () => {
  const urls = {
    faults: 'http://127.0.0.1:8082/faults',
    sandbox: 'http://127.0.0.1:8025',
    router: 'http://127.0.0.1:9093',
    prometheus: 'http://127.0.0.1:9090',
  }
  expect(loopLines(urls).join('\n')).toContain(`curl -X DELETE ${urls.faults}`)
  const { prometheus: _, ...without } = urls
  expect(loopLines(without)).toEqual([])
})

test('the folder to edit is named where somebody watches it', () => {
  expect(rulesLines({ rules: 'http://127.0.0.1:8095' }, 'alert-rules')[0]).toContain(
    'edit alert-rules/, a save is in force',
  )
  expect(rulesLines({}, 'alert-rules')).toEqual([])
})
