/** Made-up silences, as the API gives them. */
import type { Silence } from '../data/silences.ts'

const minute = 60_000
const iso = (at: number): string => new Date(at).toISOString()

export const makeSilences = (now: number): readonly Silence[] => [
  {
    ...{ id: '5f0c9f4e-0000-4000-8000-000000000001', status: { state: 'active' }, createdBy: '王芳' },
    matchers: [{ name: 'alertname', value: 'PoolNearlyFull', isRegex: false, isEqual: true }],
    ...{ startsAt: iso(now - 20 * minute), endsAt: iso(now + 40 * minute), comment: '计划内扩容' },
  },
  {
    ...{ id: '5f0c9f4e-0000-4000-8000-000000000002', status: { state: 'pending' }, createdBy: 'Li Wei' },
    matchers: [
      { name: 'service', value: 'shop|load', isRegex: true, isEqual: true },
      { name: 'severity', value: 'critical', isRegex: false, isEqual: false },
    ],
    ...{ startsAt: iso(now + 600 * minute), endsAt: iso(now + 720 * minute), comment: 'release of version 14' },
  },
  {
    ...{ id: '5f0c9f4e-0000-4000-8000-000000000003', status: { state: 'expired' }, createdBy: '王芳' },
    matchers: [{ name: 'alertname', value: 'TargetDown', isRegex: false, isEqual: true }],
    ...{ startsAt: iso(now - 300 * minute), endsAt: iso(now - 240 * minute), comment: 'network works' },
  },
]
