import { screen } from '@testing-library/react'
import { afterEach, describe, expect, test } from 'vitest'
import { badNight, quietNight } from '../../testing/fixtures.ts'
import { endConsole, showConsole, testNow } from '../../testing/render.tsx'

afterEach(endConsole)

describe('tickets page', () => {
  test('the last changed first; a ticket being created leads, without a number', async () => {
    showConsole('/tickets', badNight(testNow))
    await screen.findByText('TCK-1042')
    const rows = screen.getAllByRole('row').map((row) => row.textContent)
    expect(rows[1]).toMatch(/Creating.*no number yet/)
    expect(rows[2]).toMatch(/Open.*TCK-1042.*ConnectionTimeout.*tickets.*26s ago/)
    expect(rows[3]).toMatch(/Ended.*TCK-1041/)
    expect(rows[4]).toMatch(/Closed.*TCK-1038/)
  })

  test('links to the ticket where the address is a web address', async () => {
    showConsole('/tickets', badNight(testNow))
    const link = await screen.findByRole('link', { name: 'TCK-1042' })
    expect(link.getAttribute('href')).toBe('https://tickets.example.com/TCK-1042')
    expect(screen.queryByRole('link', { name: 'TCK-1038' })).toBeNull()
  })

  test('without tickets it says what to try', async () => {
    showConsole('/tickets', quietNight(testNow))
    expect(await screen.findByText('No tickets')).toBeTruthy()
    expect(screen.getByText(/faults\/dbTimeout/)).toBeTruthy()
  })
})
