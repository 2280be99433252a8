import { screen, within } from '@testing-library/react'
import { afterEach, describe, expect, test } from 'vitest'
import type { OnCallAnswer } from '../../data/contract.ts'
import { badNight } from '../../testing/fixtures.ts'
import { endConsole, showConsole, testNow } from '../../testing/render.tsx'

afterEach(endConsole)

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const after = (days: number): number => testNow + days * DAY_MS
const ANSWER: OnCallAnswer = {
  at: testNow,
  people: { lisi: '李四', wangwu: 'Wang Wu', ben: 'ben' },
  schedules: [
    {
      ...{ schedule: 'primary', timeZone: 'Asia/Shanghai' },
      now: { people: ['lisi'], by: 'rotation', to: after(2) },
      next: { people: ['wangwu', 'ben'], by: 'calendar', from: after(2), to: after(9) },
      shifts: [
        { people: ['lisi'], by: 'rotation', from: testNow, to: after(2) },
        { people: ['wangwu', 'ben'], by: 'calendar', from: after(2), to: after(9) },
        { people: [], by: 'nobody', from: after(9), to: after(14) },
      ],
      overrides: [{ person: 'ben', from: after(30), to: after(31) }],
      calendar: {
        ...{ readAt: testNow - 5 * HOUR_MS, stale: true, problem: 'HTTP 503' },
        notes: ['no attendee or summary is somebody of people.yml: "Party"'],
      },
    },
    { ...{ schedule: 'empty', timeZone: 'UTC', shifts: [], overrides: [] }, now: { people: [], by: 'nobody' } },
  ],
}
const show = (answer: unknown, language: 'en' | 'zh' = 'en') =>
  showConsole('/on-call', badNight(testNow), { language, api: { 'GET /api/tocsin/oncall': answer } })

describe('who is on call', () => {
  test('now, until when, who is next, and by what', async () => {
    show(ANSWER)
    const [primary, empty] = await screen.findAllByRole('article')
    expect(primary?.textContent).toMatch(/^primaryAsia\/ShanghaiNow李四 lisirotationuntil .* · in 2d/)
    expect(primary?.textContent).toMatch(/ThenWang Wu wangwubencalendarfrom/)
    expect(empty?.textContent).toMatch(/NowNobodyfor the time being/)
  })

  test('the next two weeks, gaps among them, and overrides to come', async () => {
    show(ANSWER)
    const [weeks, overrides] = await screen.findAllByRole('table')
    const rows = within(weeks as HTMLElement)
      .getAllByRole('row')
      .map((row) => row.textContent)
    expect(rows).toHaveLength(4)
    expect(rows[3]).toMatch(/Nobody/)
    expect(overrides?.textContent).toMatch(/benoverride/)
  })

  test('a calendar that is old says so, with the reason, in Chinese too', async () => {
    show(ANSWER)
    expect((await screen.findByText(/Calendar read/)).textContent).toMatch(
      /5h ago · The calendar could not be read for long.*HTTP 503.*"Party"/,
    )
    endConsole()
    show(ANSWER, 'zh')
    expect((await screen.findByText(/日历读取于/)).textContent).toMatch(/5 小时前 · 日历已长时间无法读取.*HTTP 503/)
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('值班 2')
  })

  test('without a schedule it says where to write one', async () => {
    show({ at: testNow, people: {}, schedules: [] })
    expect(await screen.findByText('No on-call schedules')).toBeTruthy()
  })
})
