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

test('a preview shows each message as its reader would see it', async () => {
  const messages = [
    {
      format: 'markdown',
      fields: { type: 'markdown' },
      content: '<font color="warning">FIRING</font> **big** <@zhang>',
    },
    { format: 'html', fields: { subject: 'A mail' }, content: '<style>x</style><p onclick="alert(1)">Hello</p>' },
    { format: 'text', fields: {}, content: 'short' },
    { format: 'json', fields: {}, content: '{"a":1}' },
    { format: 'card', fields: {}, content: '{"card_type":"text_notice","main_title":{"title":"A card"}}' },
  ]
  const integrations = [
    { channel: 'wecom_robot', target: 'wecom_robot …c0de', messages, problem: '' },
    { channel: 'sms', target: 'sms x', messages: [], problem: 'it broke' },
  ]
  const { asked } = showConsole('/receivers', badNight(testNow), {
    api: {
      'GET /api/v2/receivers': [{ name: 'oncall' }],
      'POST /api/tocsin/receivers/oncall/render': { receiver: 'oncall', integrations },
    },
  })
  fireEvent.click(await screen.findByRole('button', { name: 'Preview oncall' }))
  fireEvent.click(screen.getByRole('button', { name: 'One alert' }))
  expect((await screen.findByText('FIRING')).className).toBe('font-warning')
  expect(screen.getByText('big').tagName).toBe('STRONG')
  const mail = screen.getByTitle('A mail')
  expect(mail.getAttribute('sandbox')).toBe('')
  expect(mail.getAttribute('srcdoc')).toBe('<p onclick="alert(1)">Hello</p>')
  for (const text of ['@zhang', 'short', 'A card', 'Cannot be shown: it broke'])
    expect(screen.getByText(text)).toBeTruthy()
  expect(asked.find(({ method }) => method === 'POST')?.body).toMatchObject([{ labels: { severity: 'critical' } }])
})

test('what is no JSON is not asked for', async () => {
  const { asked } = showConsole('/receivers', badNight(testNow), {
    api: { 'GET /api/v2/receivers': [{ name: 'oncall' }] },
  })
  fireEvent.click(await screen.findByRole('button', { name: 'Preview oncall' }))
  fireEvent.change(screen.getByRole('textbox'), { target: { value: '{' } })
  fireEvent.click(screen.getByText('Show'))
  expect(await screen.findByText('This is no JSON.')).toBeTruthy()
  expect(asked.filter(({ method }) => method === 'POST')).toEqual([])
})
