/** A notification for tests: two alerts of one group, one of them over. */

import type { Rendered, RenderOptions, TemplateFile, TemplateInput } from '../contract.ts'
import { parseTemplates, render, templateData } from '../index.ts'

const SAMPLE: TemplateInput = {
  receiver: 'team.a',
  status: 'firing',
  reason: 'new alerts added',
  groupLabels: { alertname: 'DiskFull' },
  commonLabels: { zone: 'eu', alertname: 'DiskFull', severity: 'critical' },
  commonAnnotations: { summary: 'it\'s "full" & <b>bold</b>' },
  routeLabels: { team: 'storage' },
  externalUrl: 'http://router.example',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'DiskFull', zone: 'eu', severity: 'critical', node: 'a' },
      annotations: { summary: 'full', description: '日本' },
      startsAt: 1_700_000_000_123,
      generatorUrl: 'http://prometheus/graph?g0.expr=up',
      fingerprint: 'f1',
    },
    {
      status: 'resolved',
      labels: { alertname: 'DiskFull', zone: 'eu', severity: 'critical', node: 'b' },
      annotations: {},
      startsAt: 1_700_000_000_000,
      endsAt: 1_700_003_600_000,
      generatorUrl: '',
      fingerprint: 'f2',
    },
  ],
}

const OPTIONS: RenderOptions = { now: 1_700_000_123_000 }

/** What a text becomes with the sample; what is wrong with it, where it cannot be read. */
export function rendered(
  text: string,
  {
    files = [],
    input = SAMPLE,
    options = OPTIONS,
    using = render,
  }: { files?: TemplateFile[]; input?: TemplateInput; options?: RenderOptions; using?: typeof render } = {},
): Rendered {
  const parsed = parseTemplates(files)
  if (!parsed.ok) return { ok: false, message: parsed.problems.map((problem) => problem.message).join('; ') }
  const compiled = parsed.set.parseText(text)
  if (!compiled.ok) return { ok: false, message: compiled.problems.map((problem) => problem.message).join('; ') }
  return using(compiled.text, templateData(input), options)
}

export function textOf(text: string): string {
  const result = rendered(text)
  return result.ok ? result.text : `! ${result.message}`
}
