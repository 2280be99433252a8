import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { allDashboards, fileName, toJson } from './all.ts'
import { excludes, readExclusions } from './lint/exclusions.ts'
import { readDashboard } from './lint/model.ts'
import { lint } from './lint/rules.ts'

const committed = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')
const exclusions = readExclusions(committed('grafana/.lint'))
const dashboards = allDashboards().map((dashboard) => readDashboard(toJson(dashboard)))
const findings = dashboards.flatMap((dashboard) =>
  lint(dashboard).map((finding) => ({ title: dashboard.title ?? '', finding })),
)

test('the addresses that others link to', () => {
  expect(dashboards.map(({ uid }) => uid).sort()).toEqual(
    ['tocsin-alert-path', 'tocsin-db-pool', 'tocsin-nodejs', 'tocsin-overview', 'tocsin-shop'].sort(),
  )
  expect(new Set(dashboards.map(({ title }) => title)).size).toBe(dashboards.length)
})

describe.each(allDashboards().map((dashboard) => [fileName(dashboard), dashboard] as const))(
  '%s',
  (name, dashboard) => {
    test('is what the sources say; otherwise: npm run generate -w dashboards', () => {
      expect(committed(`grafana/${name}`)).toBe(toJson(dashboard))
    })

    test('has no findings but those with a reason', () => {
      const open = lint(readDashboard(toJson(dashboard))).filter(
        (finding) => !exclusions.some((exclusion) => excludes(exclusion, dashboard.title ?? '', finding)),
      )
      expect(open).toEqual([])
    })
  },
)

test('every exclusion is still needed, and has a reason', () => {
  const idle = exclusions.filter(
    (exclusion) => !findings.some(({ title, finding }) => excludes(exclusion, title, finding)),
  )
  expect(idle).toEqual([])
  expect(exclusions.filter(({ reason }) => reason.length < 10)).toEqual([])
})

test('what is excluded has no job and no instance indeed', () => {
  const subjects = findings.map(({ finding }) => finding.message.split(' is not narrowed')[0] ?? '')
  expect(subjects.filter((subject) => !/^(ALERTS|ALERTS_FOR_STATE|slo:[\w:]+|the selector)$/.test(subject))).toEqual([])
})
