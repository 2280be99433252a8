import { fireEvent, screen, within } from '@testing-library/react'
import { afterEach, describe, expect, test } from 'vitest'
import { badNight, quietNight } from '../../testing/fixtures.ts'
import { endConsole, showConsole, testNow } from '../../testing/render.tsx'

afterEach(endConsole)

const card = (name: RegExp) => screen.findByRole('article', { name })

describe('alerts page', () => {
  test('shows firing groups first, worst first, then what is over', async () => {
    showConsole('/', badNight(testNow))
    await card(/PoolNearlyFull/)
    const names = screen.getAllByRole('heading', { level: 3 }).map((heading) => heading.textContent)
    expect(names).toEqual([
      'CriticalErrorRateHighgateway',
      'CriticalPoolNearlyFullshop',
      'WarningKeyInterfaceP99Highshop',
      'InfoConnectionTimeoutshop',
      'NoneWatchdog',
      'WarningTargetDownload',
    ])
  })

  test('a group says who was told, whether it arrived, and why not', async () => {
    showConsole('/', badNight(testNow))
    const pool = within(await card(/PoolNearlyFull/))
    expect((await pool.findByText('sms 138****0001')).parentElement?.textContent).toContain('Retrying')
    expect(pool.getByText('wecom_robot …c0de').parentElement?.textContent).toContain('Sent')
    expect(pool.getByText('500 · HTTP 500 Internal Server Error')).toBeTruthy()
    expect(pool.getByText('90 %')).toBeTruthy()
    expect(pool.getByText('first notification')).toBeTruthy()
    expect(within(await card(/ErrorRateHigh/)).getByText('Nobody yet: first decision in 7s')).toBeTruthy()
    expect(within(await card(/Watchdog/)).getByText('Nobody: this receiver has no channel')).toBeTruthy()
  })

  test('links only to web addresses', async () => {
    showConsole('/', badNight(testNow))
    const p99 = within(await card(/KeyInterfaceP99High/))
    expect(p99.getAllByRole('link', { name: 'Runbook' }).map((link) => link.getAttribute('href'))).toEqual([
      'https://wiki.example.com/runbooks/key-interface-p99',
      'https://wiki.example.com/runbooks/key-interface-p99',
    ])
    expect(within(await card(/ErrorRateHigh/)).queryByRole('link', { name: 'Runbook' })).toBeNull()
  })

  test('the way on: dashboard and graph of a metric alert, lines and traces of a log alert', async () => {
    showConsole('/', badNight(testNow))
    const hrefs = (links: HTMLElement[]) => links.map((link) => link.getAttribute('href'))
    const p99 = within(await card(/KeyInterfaceP99High/))
    expect(hrefs(p99.getAllByRole('link', { name: 'Dashboard' }))[0]).toBe(
      'https://grafana.example.com/d/tocsin-shop?var-service=shop',
    )
    expect(hrefs(p99.getAllByRole('link', { name: 'Graph' }))[0]).toContain('/graph?g0.tab=1')
    expect(p99.queryByRole('link', { name: 'Logs' })).toBeNull()
    const timeout = within(await card(/ConnectionTimeout/))
    expect(hrefs(timeout.getAllByRole('link', { name: 'Logs' }))).toEqual([
      'https://grafana.example.com/explore?panes=loki',
    ])
    expect(timeout.queryByRole('link', { name: /Dashboard|Graph/ })).toBeNull()
    fireEvent.click(timeout.getByRole('button', { name: /Details/ }))
    expect(hrefs(timeout.getAllByRole('link', { name: '4bf92f3577b34da6a3ce929d0e0e4736' }))).toEqual([
      'https://grafana.example.com/explore?panes=tempo',
    ])
    expect(timeout.getByText('0af7651916cd43dd8448eb211c80319c').closest('a')).toBeNull()
  })

  test('details open by a button, hold lines and traces, and stay open over a poll', async () => {
    const { poll } = showConsole('/', badNight(testNow))
    const timeout = within(await card(/ConnectionTimeout/))
    const button = timeout.getByRole('button', { name: /Details/ })
    expect(button.getAttribute('aria-expanded')).toBe('false')
    expect(timeout.queryByText('4bf92f3577b34da6a3ce929d0e0e4736')).toBeNull()
    fireEvent.click(button)
    expect(timeout.getByText('4bf92f3577b34da6a3ce929d0e0e4736')).toBeTruthy()
    expect(timeout.getByText(/checkout failed: connection timeout/)).toBeTruthy()
    await poll()
    expect(timeout.getByRole('button', { name: /Details/ }).getAttribute('aria-expanded')).toBe('true')
  })

  test('without alerts it says what to try', async () => {
    showConsole('/', quietNight(testNow))
    expect(await screen.findByText('No alerts')).toBeTruthy()
    expect(screen.getByText(/faults\/latency/)).toBeTruthy()
  })

  test('speaks Chinese, the reasons too', async () => {
    showConsole('/', badNight(testNow), { language: 'zh' })
    const pool = within(await card(/PoolNearlyFull/))
    expect(pool.getByText('首次通知')).toBeTruthy()
    expect(await pool.findByText('重试中')).toBeTruthy()
  })
})
