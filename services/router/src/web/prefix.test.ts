import { expect, test } from 'vitest'
import { placeOf } from './prefix.ts'

test.each([
  ['', '/api/v2/alerts?a=b', { kind: 'inside', url: '/api/v2/alerts?a=b' }],
  ['/x', '/x/api/v2/alerts?a=/x/', { kind: 'inside', url: '/api/v2/alerts?a=/x/' }],
  ['/x', '/x/', { kind: 'inside', url: '/' }],
  ['/x', '/x/?lang=zh', { kind: 'inside', url: '/?lang=zh' }],
  ['/x', '/x//evil.example/', { kind: 'inside', url: '//evil.example/' }],
  ['/x', '/', { kind: 'moved', to: '/x/' }],
  ['/x', '/x?lang=zh', { kind: 'moved', to: '/x/?lang=zh' }],
  ['/x', '/xy/', { kind: 'outside' }],
  ['/x', '/api/v2/alerts', { kind: 'outside' }],
  ['/x', '//x/', { kind: 'outside' }],
  ['/x/y', '/x/', { kind: 'outside' }],
  ['/x/y', '/x/y/z', { kind: 'inside', url: '/z' }],
])('below "%s", %s', (prefix, url, place) => {
  expect(placeOf(url, prefix)).toEqual(place)
})
