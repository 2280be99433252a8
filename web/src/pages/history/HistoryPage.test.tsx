import { fireEvent, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { HistoryPage } from '../../data/contract.ts'
import { badNight } from '../../testing/fixtures.ts'
import { endConsole, showConsole, testNow } from '../../testing/render.tsx'

afterEach(endConsole)

const page: HistoryPage = {
  entries: [
    {
      ...{ key: '1', kind: 'alert', at: testNow, event: 'firing', fingerprint: 'f1' },
      labels: { alertname: 'DiskFull', service: 'shop' },
    },
    {
      ...{ key: '2', kind: 'attempt', at: testNow, receiver: 'team', target: 'sms 138****01', groupLabels: {} },
      ...{ status: 'resolved', n: 1, outcome: 'reject', code: '93000', reason: 'invalid key' },
    },
    {
      ...{ key: '3', kind: 'silence', at: testNow, event: 'expired', id: 's', matchers: ['a="b"'] },
      ...{ startsAt: 0, endsAt: testNow, createdBy: '王芳', comment: 'works' },
    },
    { key: '4', kind: 'configuration', at: testNow, version: 3 },
  ],
  next: 'cursor-1',
}

test('what happened, each kind in its own words', async () => {
  showConsole('/history', badNight(testNow), { api: { 'GET /api/tocsin/history': page } })
  const rows = (await screen.findByText('version 3 in force')).closest('ul')
  const texts = [...(rows?.children ?? [])].map((row) => row.textContent ?? '')
  expect(texts[0]).toMatch(/Alert.*DiskFull.*shop.*fires/)
  expect(texts[1]).toMatch(/Attempt.*team.*sms 138\*\*\*\*01.*Resolved.*Rejected.*93000 · invalid key/)
  expect(texts[2]).toMatch(/Silence.*ended by 王芳.*\{a="b"\}.*works/)
})

test('older pages come when asked for; a filter is in the question', async () => {
  const { asked } = showConsole('/history?kind=attempt&outcome=reject', badNight(testNow), {
    api: { 'GET /api/tocsin/history': page },
  })
  fireEvent.click(await screen.findByRole('button', { name: 'Older' }))
  await screen.findAllByText('version 3 in force')
  const urls = asked.map(({ url }) => url)
  expect(urls[0]).toBe('./api/tocsin/history?kind=attempt&outcome=reject')
  expect(urls).toContain('./api/tocsin/history?kind=attempt&outcome=reject&cursor=cursor-1')
})
