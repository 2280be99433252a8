/** What every shipped alert must carry, so that a message at night says what it is, how bad, and what to do. */
import type { Problem } from '@tocsin/kit'
import { addressProblems, EXTERNAL_URL, GRAFANA_URL, REQUIRED_ANNOTATIONS } from './addresses.ts'
import { isRecord } from './raw.ts'
import type { RuleFile } from './rule-file.ts'

const SEVERITIES: readonly string[] = ['critical', 'warning', 'info', 'none']

/** `text` is the whole file. */
export function conventionProblems(file: RuleFile, text: string): Problem[] {
  const { source, rules } = file
  const inRules = rules.flatMap(({ path, rule }) => {
    if (!('alert' in rule)) return []
    const problems: Problem[] = []
    const labels = isRecord(rule['labels']) ? rule['labels'] : {}
    const annotations = isRecord(rule['annotations']) ? rule['annotations'] : {}
    const severity = labels['severity']
    if (severity === undefined) {
      problems.push(
        source.problemAt([...path, 'labels'], `the label "severity" is missing; one of ${SEVERITIES.join(', ')}`),
      )
    } else if (!SEVERITIES.includes(String(severity))) {
      const message = `"${String(severity)}" is no severity; one of ${SEVERITIES.join(', ')}`
      problems.push(source.problemAt([...path, 'labels', 'severity'], message))
    }
    for (const name of REQUIRED_ANNOTATIONS) {
      const value = annotations[name]
      if (typeof value === 'string' && value.trim() !== '') continue
      problems.push(source.problemAt([...path, 'annotations', name], `the annotation "${name}" is missing`))
    }
    const runbook = annotations['runbook_url']
    if (typeof runbook === 'string' && runbook !== '' && !runbookOf(runbook) && !/^https?:\/\//.test(runbook)) {
      const message = `must be ${EXTERNAL_URL}/runbooks/NAME (the file runbooks/NAME.md) or an http(s) address`
      problems.push(source.problemAt([...path, 'annotations', 'runbook_url'], message))
    }
    const dashboard = annotations['dashboard_url']
    if (typeof dashboard === 'string' && !dashboard.startsWith(`${GRAFANA_URL}/`) && !/^https?:\/\//.test(dashboard)) {
      const message = `must be ${GRAFANA_URL}/d/UID or an http(s) address`
      problems.push(source.problemAt([...path, 'annotations', 'dashboard_url'], message))
    }
    return problems
  })
  return [...inRules, ...addressProblems(file, text)]
}

/** The NAME of `${TOCSIN_EXTERNAL_URL}/runbooks/NAME`. */
export function runbookOf(url: string): string | undefined {
  const prefix = `${EXTERNAL_URL}/runbooks/`
  const name = url.startsWith(prefix) ? url.slice(prefix.length) : ''
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : undefined
}
