import { fireEvent, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { WhyAnswer } from '../../data/contract.ts'
import { badNight } from '../../testing/fixtures.ts'
import { endConsole, showConsole, testNow } from '../../testing/render.tsx'

afterEach(endConsole)

const minute = 60_000
const answer: WhyAnswer = {
  ...{ at: testNow, present: true, asked: 'f1', more: 0 },
  alerts: [
    {
      ...{ fingerprint: 'f1', labels: { alertname: 'DiskFull', service: 'shop', mount: '/' }, state: 'firing' },
      ...{ startsAt: testNow - 12 * minute, changedAt: testNow - 12 * minute },
      groups: [
        {
          ...{ groupKey: '{}:{alertname="DiskFull"}', receiver: 'team', groupLabels: { alertname: 'DiskFull' } },
          nextLookAt: testNow + minute,
          decision: {
            ...{ at: testNow - minute, reason: 'all that fires is muted' },
            silencedBy: [
              {
                ...{ id: 's1', matchers: ['a="b"'], startsAt: 0, endsAt: testNow + 9 * minute },
                ...{ createdBy: '王芳', comment: 'planned work' },
              },
            ],
            inhibitedBy: [{ fingerprint: 'f2', rule: 'inhibit_rules[1]', labels: { alertname: 'NodeDown' } }],
            mutedBy: [{ interval: 'nights', why: 'mute' }],
            integrations: [{ target: 'wecom_robot …c0de', reason: 'all that fires is muted' }],
          },
        },
      ],
      deliveries: [],
    },
  ],
}

test('the way of an alert, and what muted it', async () => {
  showConsole('/why?fingerprint=f1', badNight(testNow), { api: { 'GET /api/tocsin/why': answer } })
  const text = (await screen.findByRole('article')).textContent ?? ''
  expect(text).toMatch(/Firing.*DiskFull.*Began.*12m ago.*Group.*team/)
  expect(text).toMatch(/silenced by 王芳: planned work · until/)
  expect(text).toMatch(/inhibited by NodeDown inhibit_rules\[1\].*in the time interval nights/)
  expect(text).toMatch(/Next look.*in 1m/)
})

test('a question by labels, and about the past, is asked as it is written', async () => {
  const { asked } = showConsole('/why', badNight(testNow), {
    api: { 'GET /api/tocsin/why': { ...answer, alerts: [] } },
  })
  expect(await screen.findByText('Who was told, and why?')).toBeTruthy()
  fireEvent.change(screen.getByLabelText('Alert, by its labels'), { target: { value: '{alertname="X"}' } })
  fireEvent.change(screen.getByLabelText('At (empty: now)'), { target: { value: '2025-11-22T10:00' } })
  fireEvent.click(screen.getByRole('button', { name: 'Explain' }))
  expect(await screen.findByText('Nothing on record matches')).toBeTruthy()
  const query = new URL(asked.at(-1)?.url ?? '', 'http://x').searchParams
  expect(query.get('filter')).toBe('{alertname="X"}')
  expect(query.get('at')).toBe(new Date('2025-11-22T10:00').toISOString())
})

test('labels that were never seen: where they would go', async () => {
  const wouldGo = [
    {
      ...{ routeKey: '{}', receiver: 'team', groupKey: '{}:{}', groupLabels: {}, mutedBy: [] },
      ...{ groupWaitMs: 30_000, groupIntervalMs: 300_000, repeatIntervalMs: 14_400_000 },
    },
  ]
  showConsole('/why?filter=a%3D%22b%22', badNight(testNow), {
    api: { 'GET /api/tocsin/why': { ...answer, alerts: [], wouldGo } },
  })
  expect((await screen.findByRole('article')).textContent).toMatch(/first after 30s, news each 5m, repeated after 4h/)
})

test('a refusal is told', async () => {
  const refusal = new Response('{"code":400,"message":"filter: bad matcher a"}', { status: 400 })
  showConsole('/why?filter=a', badNight(testNow), { api: { 'GET /api/tocsin/why': refusal } })
  expect(await screen.findByText('The router refused: filter: bad matcher a')).toBeTruthy()
})
