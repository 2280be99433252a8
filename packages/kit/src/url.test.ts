import { expect, test } from 'vitest'
import { isLoopback, parseBaseUrl } from './url.ts'

test.each([
  ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
  ['https://Grafana.example.com/', 'https://grafana.example.com'],
  ['https://example.com/observe/grafana//', 'https://example.com/observe/grafana'],
  ['https://example.com/o\'b"c d/é', 'https://example.com/o%27b%22c%20d/%C3%A9'],
  ['http://[::1]:3000/x', 'http://[::1]:3000/x'],
])('%s → %s', (text, expected) => {
  expect(parseBaseUrl(text)).toBe(expected)
  expect(parseBaseUrl(expected)).toBe(expected)
})

test.each([
  ['grafana', '"grafana" is no http or https URL; write https://HOST'],
  ['grafana:3000', '"grafana:3000" is no http or https URL'],
  ['//grafana:3000', 'is no http or https URL'],
  ['javascript:alert(1)', 'is no http or https URL'],
  ['', '"" is no http or https URL'],
  ['https://g.example/?orgId=2', 'has a "?" or a "#"'],
  ['https://g.example/?', 'has a "?" or a "#"'],
  ['https://g.example/#/x', 'has a "?" or a "#"'],
])('%s is refused: %s', (text, message) => {
  expect(() => parseBaseUrl(text)).toThrow(message)
})

test.each(['https://admin:s3cret@g.example', 'ftp://admin:s3cret@g.example', 'https://s3cret@g.example'])(
  '%s is refused without its password',
  (text) => {
    expect(() => parseBaseUrl(text)).toThrow(/^(?!.*s3cret)/)
  },
)

test.each([
  ['http://127.0.0.1:9093', true],
  ['http://localhost', true],
  ['http://[::1]:9093', true],
  ['http://0.0.0.0:3000', true],
  ['https://alerts.example.com', false],
  ['http://128.0.0.1', false],
])('%s is loopback: %s', (url, loopback) => {
  expect(isLoopback(url)).toBe(loopback)
})
