import { parseRouterConfig } from '@tocsin/rules'
import { expect, test } from 'vitest'
import { describeConfig, readConfig } from './live-config.ts'

const described = (after: string): string => {
  const text = `route: { receiver: a, escalation: p }
receivers: [ { name: a } ]
escalation_policies: [ { name: p, steps: [ { after: ${after}, receiver: a } ] } ]
`
  const parsed = parseRouterConfig(text, { file: 'router.yml', env: {}, channels: () => ({}) })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return describeConfig(readConfig(parsed.config, []))
}

test('an edit of a step alone is another configuration', () => {
  expect(described('5m')).toBe(described('5m'))
  expect(described('10m')).not.toBe(described('5m'))
})
