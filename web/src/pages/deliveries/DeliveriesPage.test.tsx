import { fireEvent, screen, within } from '@testing-library/react'
import { afterEach, describe, expect, test } from 'vitest'
import { badNight, quietNight } from '../../testing/fixtures.ts'
import { endConsole, showConsole, testNow } from '../../testing/render.tsx'

afterEach(endConsole)

async function rows() {
  const list = (await screen.findByText('NightlyReport')).closest('ul')
  if (!list) throw new Error('the deliveries are not in a list')
  return [...list.children].map((row) => row.textContent ?? '')
}

describe('deliveries page', () => {
  test('newest first, with state, target, reason, revision and time taken', async () => {
    showConsole('/deliveries', badNight(testNow))
    const texts = await rows()
    expect(texts).toHaveLength(9)
    expect(texts[0]).toMatch(/Sending.*ConnectionTimeout.*evidence changed rev\. 4/)
    expect(texts[3]).toMatch(/Sent.*KeyInterfaceP99High.*wecom_robot …c0de.*new alerts added rev\. 2.*6\.3s/)
    expect(texts[8]).toMatch(/Waiting.*NightlyReport.*for 33m.*first attempt in 4s.*not attempted/)
  })

  test('a failed delivery says why without a click; attempts are one click away', async () => {
    showConsole('/deliveries', badNight(testNow))
    expect(await screen.findByText(/93000 · invalid webhook url/)).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: '3 attempts PoolNearlyFull sms 138****0001' }))
    const table = within(screen.getByRole('table'))
    expect(table.getAllByRole('row')).toHaveLength(4)
    expect(table.getByText('ETIMEDOUT')).toBeTruthy()
    expect(table.getByText('no answer within 5 s')).toBeTruthy()
    expect(screen.getByText('1:sms-oncall:0:1')).toBeTruthy()
  })

  test('a dead letter says who heard it instead, and has a button for a fresh chance', async () => {
    showConsole('/deliveries?state=rejected', badNight(testNow))
    expect(await screen.findByText(/Refused for good: 93000/)).toBeTruthy()
    expect(screen.getByText(/Heard instead by sms-oncall/)).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Send again' })).toBeTruthy()
  })

  test('filters by state, from the address and by button', async () => {
    showConsole('/deliveries?state=open', badNight(testNow))
    expect(await rows()).toHaveLength(4)
    expect(screen.getByRole('button', { name: 'Not confirmed' }).getAttribute('aria-pressed')).toBe('true')
    fireEvent.click(screen.getByRole('button', { name: 'All' }))
    expect(await rows()).toHaveLength(9)
  })

  test('without deliveries it says what to try', async () => {
    showConsole('/deliveries', quietNight(testNow))
    expect(await screen.findByText('No deliveries yet')).toBeTruthy()
    expect(screen.getByText(/api\/v2\/alerts/)).toBeTruthy()
  })
})
