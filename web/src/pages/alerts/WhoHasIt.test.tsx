import { fireEvent, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { badNight } from '../../testing/fixtures.ts'
import { endConsole, showConsole, testNow } from '../../testing/render.tsx'

afterEach(() => {
  localStorage.clear()
  endConsole()
})

const pool = async () => within(await screen.findByRole('article', { name: /PoolNearlyFull/ }))

test('a button for whoever takes it, by name, which the browser remembers', async () => {
  const path = '/api/tocsin/groups/1/acknowledge'
  const { asked } = showConsole('/', badNight(testNow), { api: { [`POST ${path}`]: {} } })
  const card = await pool()
  fireEvent.click(card.getByRole('button', { name: 'Acknowledge' }))
  fireEvent.change(card.getByLabelText('Your name'), { target: { value: ' Wang ' } })
  fireEvent.click(card.getByRole('button', { name: 'I have it' }))
  await expect
    .poll(() => asked.filter(({ url }) => url.includes('acknowledge')))
    .toEqual([{ method: 'POST', url: `.${path}`, body: { by: 'Wang', via: 'console' } }])
  expect(localStorage.getItem('tocsin.createdBy')).toBe('Wang')
})

test('who has it, since when, and the way back', async () => {
  const { asked } = showConsole('/', badNight(testNow))
  const card = within(await screen.findByRole('article', { name: /KeyInterfaceP99High/ }))
  expect(card.getByText('王芳 has it')).toBeTruthy()
  expect(card.getByText(/by a link in a message/)).toBeTruthy()
  expect(card.queryByRole('button', { name: 'Acknowledge' })).toBeNull()
  fireEvent.click(card.getByRole('button', { name: 'Take back' }))
  await expect.poll(() => asked.at(-1)).toMatchObject({ method: 'DELETE', url: './api/tocsin/groups/2/acknowledge' })
})

test('where nobody was told there is nothing to take', async () => {
  showConsole('/', badNight(testNow))
  const card = within(await screen.findByRole('article', { name: /Watchdog/ }))
  expect(card.queryByRole('button', { name: 'Acknowledge' })).toBeNull()
})
