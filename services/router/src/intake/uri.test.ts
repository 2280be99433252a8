import { expect, test } from 'vitest'
import { isRequestUri } from './uri.ts'

test.each([
  ...['http://prometheus:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1', 'https://x/', '/graph', 'http://[::1]:9090/', '*'],
  ...['mailto:a@b', 'http://日本.example/路径', 'http://u:p@h/x', 'http://h', 'http://h/a b', 'urn:x', 'file:///x'],
])('%s is a URI', (text) => {
  expect(isRequestUri(text)).toBe(true)
})

test.each([
  ...['', 'x', 'a b', '::not a url', ':', 'http://[::1', 'http://h/%zz', 'http://a b/', 'http://h:port/', '?x=1'],
  ...['http://h/\n', '1http:x'],
])('%j is none', (text) => {
  expect(isRequestUri(text)).toBe(false)
})
