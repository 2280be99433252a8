import { expect, test } from 'vitest'
import type { HistoryEntry, WhyAnswer } from './contract.ts'
import { historyLine } from './history-lines.ts'
import { whyLines } from './why-lines.ts'
import { span } from './words.ts'

const NOW = Date.UTC(2026, 10, 25, 1, 30)
const MINUTE = 60_000
const reader = { timeZone: 'Asia/Shanghai', now: NOW }

const answer: WhyAnswer = {
  at: NOW,
  present: true,
  asked: '{alertname="HighP99Latency"}',
  more: 3,
  alerts: [
    {
      fingerprint: 'f1',
      labels: { service: 'shop', alertname: 'HighP99Latency' },
      state: 'firing',
      startsAt: NOW - 12 * MINUTE,
      changedAt: NOW - 12 * MINUTE,
      groups: [
        {
          groupKey: '{}/{tier="wecom"}:{alertname="HighP99Latency"}',
          receiver: 'wecom-oncall',
          groupLabels: { alertname: 'HighP99Latency' },
          nextLookAt: NOW + MINUTE,
          decision: {
            at: NOW - 4 * MINUTE,
            reason: 'all that fires is muted',
            configVersion: 2,
            silencedBy: [
              {
                ...{ id: '4f1c', matchers: ['service="shop"'], createdBy: '王芳', comment: '计划内发布\u001b[31m' },
                ...{ startsAt: NOW - 5 * MINUTE, endsAt: NOW + 55 * MINUTE },
              },
            ],
            inhibitedBy: [{ fingerprint: 'f2', rule: 'inhibit_rules[1]', labels: { alertname: 'NodeDown' } }],
            mutedBy: [{ interval: 'nights', why: 'mute' }],
            integrations: [{ target: 'wecom_robot …c0de', reason: 'all that fires is muted' }],
          },
        },
        { groupKey: '{}:{}', receiver: 'archive', groupLabels: {}, nextLookAt: NOW + 5_000 },
      ],
      deliveries: [
        {
          ...{ id: 7, receiver: 'wecom-oncall', target: 'wecom_robot …c0de', groupLabels: {}, status: 'firing' },
          ...{ reason: 'first notification', revision: 1, idempotencyKey: 'k', state: 'retrying' },
          ...{ decidedAt: NOW - 11 * MINUTE, dueAt: NOW + 2_000 },
          attempts: [
            {
              ...{ n: 1, startedAt: NOW - 11 * MINUTE, finishedAt: NOW - 11 * MINUTE + 240, outcome: 'retry' },
              ...{ code: '45009', reason: 'called too often' },
            },
            { n: 2, startedAt: NOW - MINUTE, outcome: 'sending', code: '', reason: '' },
          ],
        },
      ],
    },
  ],
}

test('why, in a terminal', async () => {
  await expect(`${whyLines(answer, reader).join('\n')}\n`).toMatchFileSnapshot('./golden/why.txt')
})

test('why, of labels that were never seen', async () => {
  const unseen: WhyAnswer = {
    ...{ at: NOW, present: false, asked: '{alertname="New"}', alerts: [], more: 0 },
    wouldGo: [
      {
        ...{ routeKey: '{}', receiver: 'rest', groupKey: '{}:{alertname="New"}', groupLabels: { alertname: 'New' } },
        ...{ groupWaitMs: 30_000, groupIntervalMs: 300_000, repeatIntervalMs: 14_400_000 },
        mutedBy: [{ interval: 'workdays', why: 'not-active' }],
      },
    ],
  }
  await expect(`${whyLines(unseen, reader).join('\n')}\n`).toMatchFileSnapshot('./golden/why-unseen.txt')
})

test('the history, in a terminal', async () => {
  const entries: HistoryEntry[] = [
    { kind: 'alert', at: NOW, event: 'expired', fingerprint: 'f', labels: { alertname: 'A', job: 'x' } },
    {
      ...{ kind: 'attempt', at: NOW - 1, receiver: 'team', target: 'sms 138…01', groupLabels: {}, status: 'resolved' },
      ...{ n: 2, outcome: 'sent', code: '0', reason: '' },
    },
    {
      ...{ kind: 'decision', at: NOW - 2, receiver: 'team', groupKey: 'k', groupLabels: { alertname: 'A' } },
      ...{ reason: 'first notification', alerts: 1 },
    },
    {
      ...{ kind: 'acknowledgement', at: NOW - 3, event: 'acknowledged', receiver: 'team', groupKey: 'k' },
      ...{ groupLabels: { alertname: 'A' }, by: '王芳', via: 'link' },
    },
    {
      ...{ kind: 'silence', at: NOW - 3, event: 'created', id: 's', matchers: ['a="b"'], startsAt: NOW, endsAt: NOW },
      ...{ createdBy: 'li', comment: 'works' },
    },
    { kind: 'configuration', at: NOW - 4, version: 3 },
  ]
  const lines = entries.map((entry) => historyLine(entry, 'UTC')).join('\n')
  await expect(`${lines}\n`).toMatchFileSnapshot('./golden/history.txt')
})

test.each([
  [0, '0 ms'],
  [240, '240 ms'],
  [4_000, '4 s'],
  [300_000, '5 min'],
  [14_400_000, '4 h'],
  [95_000, '1 min 35 s'],
  [90_061_000, '1 d 1 h'],
])('%i ms is %s', (ms, text) => {
  expect(span(ms)).toBe(text)
})
