import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { badNight } from '../../testing/fixtures.ts'
import { endConsole, showConsole, testNow } from '../../testing/render.tsx'
import { makeSilences } from '../../testing/silences.ts'

beforeEach(() => localStorage.clear())
afterEach(endConsole)

const api = {
  'GET /api/v2/silences': makeSilences(testNow),
  'GET /api/tocsin/silences/preview': {
    total: 12,
    alerts: [{ fingerprint: 'f1', labels: { alertname: 'PoolNearlyFull', service: 'shop', instance: 'a' } }],
  },
  'POST /api/v2/silences': { silenceID: 'new' },
  'DELETE /api/v2/silence/5f0c9f4e-0000-4000-8000-000000000001': undefined,
}
const show = (address: string, change: Readonly<Record<string, unknown>> = {}) =>
  showConsole(address, badNight(testNow), { api: { ...api, ...change } })
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })

describe('silences page', () => {
  test('active, pending and expired, each with who, why and until when', async () => {
    show('/silences')
    const active = within(await screen.findByRole('region', { name: /^Active/ }))
    expect(active.getByText('王芳').parentElement?.textContent).toBe('王芳 计划内扩容')
    expect(active.getByText('alertname="PoolNearlyFull"')).toBeTruthy()
    expect(active.getByText('in 40m')).toBeTruthy()
    const pending = within(screen.getByRole('region', { name: /^Pending/ }))
    expect(pending.getByText('service=~"shop|load"')).toBeTruthy()
    expect(pending.getByText('severity!="critical"')).toBeTruthy()
    expect(screen.getByRole('region', { name: /^Expired/ }).textContent).toContain('Make again')
  })

  test('a silence is ended by two clicks, not by one', async () => {
    const { asked } = show('/silences')
    const [end] = await screen.findAllByRole('button', { name: 'End now' })
    if (!end) throw new Error('nothing to end')
    fireEvent.click(end)
    expect(asked.filter(({ method }) => method === 'DELETE')).toEqual([])
    fireEvent.click(screen.getByRole('button', { name: 'Really end it' }))
    await waitFor(() =>
      expect(asked.filter(({ method }) => method === 'DELETE').map(({ url }) => url)).toEqual([
        './api/v2/silence/5f0c9f4e-0000-4000-8000-000000000001',
      ]),
    )
  })

  test('an alert fills the form; what would be muted is told before it is', async () => {
    const { asked } = show(`/silences?${new URLSearchParams({ new: '{alertname="PoolNearlyFull",service="shop"}' })}`)
    expect(await screen.findByText('Mutes 12 alerts that fire now:')).toBeTruthy()
    expect(screen.getByText('and 11 more')).toBeTruthy()
    const previewed = asked.find(({ url }) => url.includes('preview'))?.url ?? ''
    expect(new URL(previewed, 'http://x').searchParams.getAll('filter')).toEqual([
      'alertname="PoolNearlyFull"',
      'service="shop"',
    ])
    fireEvent.click(screen.getByRole('button', { name: 'Silence' }))
    expect(screen.getByRole('alert').textContent).toBe('Say who you are. Say why.')
    type('Your name', 'Li Wei')
    type('Why', 'planned work')
    fireEvent.click(screen.getByRole('button', { name: '4 h' }))
    fireEvent.click(screen.getByRole('button', { name: 'Silence' }))
    await waitFor(() => expect(asked.some(({ method }) => method === 'POST')).toBe(true))
    expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({
      matchers: [
        { name: 'alertname', value: 'PoolNearlyFull', isRegex: false, isEqual: true },
        { name: 'service', value: 'shop', isRegex: false, isEqual: true },
      ],
      ...{ startsAt: '2025-11-22T18:14:09.000Z', endsAt: '2025-11-22T22:15:00.000Z' },
      ...{ createdBy: 'Li Wei', comment: 'planned work' },
    })
    await waitFor(() => expect(screen.queryByRole('form')).toBeNull())
    expect(localStorage.getItem('tocsin.createdBy')).toBe('Li Wei')
  })

  test('matchers that are pasted become rows', async () => {
    show('/silences?new=')
    fireEvent.change(await screen.findByLabelText('Label 1'), { target: { value: '{a="b", c=~"d|e"}' } })
    expect(screen.getByLabelText<HTMLInputElement>('Label 2').value).toBe('c')
    expect(screen.getByLabelText<HTMLSelectElement>('Operator 2').value).toBe('=~')
    fireEvent.click(screen.getByRole('button', { name: 'Remove label 1' }))
    expect(screen.getByLabelText<HTMLInputElement>('Value 1').value).toBe('d|e')
  })

  test("an address as Alertmanager's opens the form as well", async () => {
    show(`/silences/new?${new URLSearchParams({ filter: '{alertname="PoolNearlyFull"}' })}`)
    expect((await screen.findByLabelText<HTMLInputElement>('Value 1')).value).toBe('PoolNearlyFull')
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }))
    expect(await screen.findByRole('button', { name: 'New silence' })).toBeTruthy()
  })

  test('an edit keeps the id and the beginning', async () => {
    const { asked } = show('/silences?edit=5f0c9f4e-0000-4000-8000-000000000001')
    expect((await screen.findByLabelText<HTMLInputElement>('Your name')).value).toBe('王芳')
    fireEvent.click(screen.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(asked.some(({ method }) => method === 'POST')).toBe(true))
    expect(asked.find(({ method }) => method === 'POST')?.body).toMatchObject({
      id: '5f0c9f4e-0000-4000-8000-000000000001',
      startsAt: '2025-11-22T17:54:09.000Z',
    })
  })

  test("a refusal is told in the router's own words", async () => {
    const refusal = new Response('"Failed to create silence: end time can\'t be in the past"', { status: 400 })
    show('/silences?edit=5f0c9f4e-0000-4000-8000-000000000001', { 'POST /api/v2/silences': refusal })
    fireEvent.click(await screen.findByRole('button', { name: 'Save' }))
    expect((await screen.findByRole('alert')).textContent).toContain("end time can't be in the past")
  })
})
