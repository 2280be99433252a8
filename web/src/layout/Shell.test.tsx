import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, test } from 'vitest'
import { badNight, quietNight, refusedRules } from '../testing/fixtures.ts'
import { endConsole, showConsole, testNow } from '../testing/render.tsx'

afterEach(endConsole)

describe('shell', () => {
  test('counts lead to what they count', async () => {
    showConsole('/', badNight(testNow))
    const rejected = await screen.findByRole('link', { name: 'Rejected 1' })
    expect(rejected.getAttribute('href')).toBe('/deliveries?state=rejected')
    expect(screen.getByRole('link', { name: 'Firing 6' })).toBeTruthy()
    expect(screen.getByRole('link', { name: 'Waiting 2' })).toBeTruthy()
    await waitFor(() => expect(document.title).toBe('(6) Tocsin'))
  })

  test('warns of links that no phone can open, and only then', async () => {
    const { unmount } = showConsole('/', badNight(testNow))
    expect(await screen.findByText(/--web\.external-url/)).toBeTruthy()
    expect(screen.queryByText(/--links\.grafana/)).toBeNull()
    unmount()
    showConsole('/', quietNight(testNow))
    await screen.findByText('No alerts')
    expect(screen.queryByText(/--web\.external-url/)).toBeNull()
  })

  test('names Grafana in the same breath', async () => {
    const night = badNight(testNow)
    const overview = { ...night.overview, grafanaUrl: { url: 'http://127.0.0.1:3000', loopback: true } }
    showConsole('/', { ...night, overview })
    const banner = (await screen.findByText(/point to this machine only/)).closest('aside')
    expect(banner?.textContent).toBe(
      'Links in messages point to this machine only: http://127.0.0.1:9093/, http://127.0.0.1:3000. No phone can open them. ' +
        'Set TOCSIN_EXTERNAL_URL (--web.external-url) and TOCSIN_GRAFANA_URL (--links.grafana) to the addresses by which ' +
        'people reach them.',
    )
  })

  test('an edit that is refused: what is wrong, where, since when; gone once it is mended', async () => {
    const night = badNight(testNow)
    const answers = { ...night, overview: { ...night.overview, rules: refusedRules(testNow) } }
    const { poll } = showConsole('/', answers)
    const alert = await screen.findByText(/edit of the alert rules is refused/)
    const banner = alert.closest('aside')
    expect(alert.getAttribute('role')).toBe('alert')
    expect(banner?.textContent).toMatch(/Since .*\d\d:\d\d:\d\d, for 4m\./)
    expect(banner?.textContent).toContain('npm run check')
    const lines = [...(banner?.querySelectorAll('li') ?? [])].map(({ textContent }) => textContent)
    expect(lines).toEqual([
      expect.stringMatching(/^alert-rules\/router\.yml:41:22: tiers\.sms\.receiver: undefined receiver "sms-oncal"/),
      expect.stringMatching(/^alert-rules\/shop\.rules\.yml:34:14: groups\.0\.rules\.1\.for: "soon" is no duration/),
      'alert-rules/more.yaml:1:1: no such kind of file',
    ])
    answers.overview = { ...night.overview, rules: { state: 'in-force', since: testNow } }
    await act(poll)
    await waitFor(() => expect(screen.queryByText(/edit of the alert rules is refused/)).toBeNull())
  })

  test('many problems are cut, and counted', async () => {
    const night = badNight(testNow)
    const problem = { file: 'alert-rules/a.rules.yml', column: 1, path: '', message: 'no' }
    const problems = Array.from({ length: 9 }, (_, index) => ({ ...problem, line: index + 1 }))
    const rules = { state: 'refused', since: testNow, problems } as const
    showConsole('/', { ...night, overview: { ...night.overview, rules } })
    expect(await screen.findByText('and 3 more')).toBeTruthy()
    expect(screen.getAllByText(/^alert-rules\/a\.rules\.yml:/)).toHaveLength(6)
  })

  test('when the router falls silent it keeps the data and says since when; when it is back the banner goes', async () => {
    const { poll, silence, answerAgain } = showConsole('/', badNight(testNow))
    await screen.findByRole('article', { name: /PoolNearlyFull/ })
    expect(screen.queryByRole('alert')).toBeNull()
    silence()
    await act(poll)
    expect((await screen.findByRole('alert')).textContent).toMatch(
      /does not answer\. What you see is from .*\d\d:\d\d:\d\d/,
    )
    expect(screen.getByRole('article', { name: /PoolNearlyFull/ })).toBeTruthy()
    answerAgain()
    await act(poll)
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
  })

  test('a router that has never answered is named as such', async () => {
    showConsole('/', quietNight(testNow), { silent: true })
    expect((await screen.findByRole('alert')).textContent).toContain('has not since this page was opened')
  })

  test('switches the language', async () => {
    showConsole('/', quietNight(testNow))
    await screen.findByText('No alerts')
    fireEvent.click(screen.getByRole('button', { name: '中文' }))
    expect(await screen.findByText('没有告警')).toBeTruthy()
  })
})
