import { formatProblem } from '@tocsin/kit'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { parseRouterConfig } from './parse.ts'

const BASE = `route: { receiver: chat, escalation: critical, routes: [{ matchers: [ a="b" ] }, { matchers: [ c="d" ], escalation: none }] }
receivers:
  - name: chat
  - name: sms
escalation_policies:
  - name: critical
    steps:
      - { after: 5m, receiver: sms, notify: [] }
      - { after: 15m, receiver: chat }
    repeat: 30m
    acknowledged_for: 2h
tiers:
  calm: { receiver: chat, objective: 1m, escalation: none }
  loud: { receiver: chat, objective: 1m }
`
const parse = (text: string, env = {}) =>
  parseRouterConfig(text, { file: 'router.yml', env, channels: () => ({ robot: z.strictObject({ url: z.string() }) }) })

test('a policy is read, and inherited as receivers are, unless a route says none', () => {
  const parsed = parse(BASE)
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'))
  const { escalationPolicies, route } = parsed.config
  expect(escalationPolicies['critical']).toEqual({
    name: 'critical',
    steps: [
      { afterMs: 300_000, receiver: 'sms', notify: [] },
      { afterMs: 900_000, receiver: 'chat', notify: [] },
    ],
    repeatMs: 1_800_000,
    acknowledgedForMs: 7_200_000,
  })
  expect([route.escalation, ...route.routes.map(({ escalation }) => escalation)]).toEqual([
    'critical', // The root's own.
    'critical',
    undefined,
    undefined,
    'critical',
  ])
})

describe('refused where it stands', () => {
  test.each([
    [
      'receiver: sms,',
      'receiver: pager,',
      '8:',
      'undefined receiver "pager" used in an escalation step; defined: chat, sms',
    ],
    ['after: 15m', 'after: 1m', '9:', 'after is shorter than that of the step before'],
    ['after: 5m', 'after: 0s', '8:', 'after cannot be zero'],
    ['repeat: 30m', 'repeat: soon', '10:', '"soon" is no duration'],
    ['repeat: 30m', 'every: 30m', '10:', 'every'],
    ['- name: critical', '- name: none', '6:', '"none" is what a route writes'],
    [
      'escalation: critical',
      'escalation: urgent',
      '1:',
      'undefined escalation policy "urgent"; policies in this file: critical',
    ],
    [
      'calm: { receiver: chat, objective: 1m, escalation: none',
      'calm: { receiver: chat, objective: 1m, escalation: x',
      '13:',
      'undefined escalation policy "x"',
    ],
    ['escalation: none }]', 'escalation: x }]', '1:', 'undefined escalation policy "x"'],
    ['notify: []', 'notify: wang', '8:', 'must be a list of names'],
  ])('%s → %s', (from, to, line, said) => {
    const parsed = parse(BASE.replace(from, () => to))
    const problems = parsed.ok ? [] : parsed.problems.map(formatProblem)
    expect(problems).toContainEqual(expect.stringContaining(said))
    expect(problems.find((problem) => problem.includes(said))).toMatch(new RegExp(`^router\\.yml:${line}`))
  })

  test('a policy without steps, and two of one name', () => {
    const text = BASE.replace('tiers:', () => '  - { name: critical, steps: [] }\ntiers:')
    const parsed = parse(text)
    expect(parsed.ok ? [] : parsed.problems.map(({ message }) => message)).toEqual([
      'escalation policy "critical" is not unique',
      'has no steps',
    ])
  })
})

test('a receiver of a step needs its variables as soon as a route climbs to it', () => {
  const text = BASE.replace('  - name: sms\n', () => '  - name: sms\n    robot_configs: [{ url: "${NONE}" }]\n')
  const messages = (written: string) => {
    const parsed = parse(written)
    return parsed.ok ? [] : parsed.problems.map(({ message }) => message)
  }
  expect(messages(text)).toEqual(['environment variable NONE is not set; set it, or write the value here'])
  expect(
    messages(
      text
        .replace('escalation: critical,', '')
        .replaceAll('escalation: none', 'receiver: chat')
        .replace('objective: 1m, receiver: chat', 'objective: 1m'),
    ),
  ).toEqual([])
})
