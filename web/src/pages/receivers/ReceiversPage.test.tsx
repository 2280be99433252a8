import { fireEvent, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { badNight } from '../../testing/fixtures.ts'
import { endConsole, showConsole, testNow } from '../../testing/render.tsx'

afterEach(endConsole)

test('a test tells what each channel said', async () => {
  const results = [
    { target: 'wecom_robot …c0de', outcome: 'sent', code: '0', reason: '', tookMs: 120 },
    { target: 'sms 138****01', outcome: 'reject', code: 'HTTP 401', reason: 'wrong key', tookMs: 30 },
  ]
  showConsole('/receivers', badNight(testNow), {
    api: {
      'GET /api/v2/receivers': [{ name: 'on call/night' }],
      'POST /api/tocsin/receivers/on%20call%2Fnight/test': { receiver: 'x', results, loopback: ['http://127.0.0.1'] },
    },
  })
  fireEvent.click(await screen.findByRole('button', { name: 'Send a test on call/night' }))
  expect((await screen.findByText('wecom_robot …c0de')).parentElement?.textContent).toMatch(/Accepted.*120 ms.*0/)
  expect(screen.getByText('HTTP 401 · wrong key')).toBeTruthy()
  expect(screen.getByText(/http:\/\/127.0.0.1\. No phone/)).toBeTruthy()
})
