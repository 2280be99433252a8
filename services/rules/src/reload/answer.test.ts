import { formatProblem } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { type HttpAnswer, readAnswer } from './answer.ts'

const url = 'http://127.0.0.1:9090'
const from = '/repo/alert-rules'
const PROMETHEUS =
  'failed to reload config: one or more errors occurred while applying the new configuration (--config.file="p.yml")\n'

test.each<[string, Omit<HttpAnswer, 'url'>, readonly string[], string, readonly string[]]>([
  ['accepted', { target: 'router', status: 200, body: '' }, [], 'accepted', []],
  ['accepted, as some answer', { target: 'prometheus', status: 204, body: '' }, [], 'accepted', []],
  [
    'the router names places of its copies',
    {
      target: 'router',
      status: 500,
      body:
        'failed to reload config: /rules/router.yml:12:9: receivers.0.url: environment variable X is not set\n' +
        '/rules/shop.logs.yml:1:1: something about the whole\n',
    },
    [],
    'refused',
    [
      '/repo/alert-rules/router.yml:11:9: receivers.0.url: the router refuses it: environment variable X is not set',
      '/repo/alert-rules/shop.logs.yml:1:1: the router refuses it: something about the whole',
    ],
  ],
  [
    'Prometheus keeps the reason to its log; the file that changed is named',
    { target: 'prometheus', status: 500, body: PROMETHEUS },
    ['shop.rules.yml'],
    'refused',
    [
      '/repo/alert-rules/shop.rules.yml:1:1: Prometheus at http://127.0.0.1:9090 refuses the files: failed to reload config: one or more errors occurred while applying the new configuration (--config.file="p.yml"). Its log says which rule.',
    ],
  ],
  [
    'several files changed',
    { target: 'prometheus', status: 500, body: '' },
    ['a.rules.yml', 'b.rules.yml'],
    'refused',
    [
      '/repo/alert-rules:1:1: Prometheus at http://127.0.0.1:9090 refuses the files: without a reason. Its log says which rule. Changed since the files that it accepted: a.rules.yml, b.rules.yml.',
    ],
  ],
  [
    'the lifecycle API is off',
    { target: 'prometheus', status: 403, body: 'Lifecycle API is not enabled.' },
    ['a.rules.yml'],
    'unable',
    [
      '/repo/alert-rules:1:1: Prometheus at http://127.0.0.1:9090 cannot be told to read the rules again: HTTP 403 Lifecycle API is not enabled.',
    ],
  ],
  ['a redirect', { target: 'router', status: 302, body: '' }, [], 'unable', [expect.stringContaining('HTTP 302')]],
  ['not up yet', { target: 'router', status: 503, body: 'Service Unavailable' }, [], 'unreached', []],
])('%s', (_, answer, changed, kind, problems) => {
  const read = readAnswer({ url, ...answer }, { from, changed })
  expect(read.kind).toBe(kind)
  expect('problems' in read ? read.problems.map(formatProblem) : []).toEqual(problems)
})
