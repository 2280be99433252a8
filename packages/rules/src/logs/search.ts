/** The log query that shows the lines which a rule has counted, for a person who looks them up in Loki. */
import type { Labels, LogRule } from '../types.ts'

/** What the router takes into a line beside the body (exceptions), Loki keeps as structured metadata: joined again before the filters. */
const WHOLE_LINE =
  '| line_format "{{__line__}} {{.exception_message}} {{.exception_stacktrace}} {{.err}} {{.err_message}} {{.err_stack}}"'

/**
 * `labels` are those of the stream that the alert is about, as far as the alert has them. Only `service_name` selects: it is
 * an index label wherever OTLP reaches Loki. The others filter, and pass a line that lacks them, because the router names
 * what Loki leaves unnamed: a severity that came as a number, an environment under its old name.
 */
export function logSearch(rule: Pick<LogRule, 'selector' | 'filters'>, labels: Labels): string {
  const service = labels['service_name']
  const matchers = rule.selector.filter(({ name }) => name === 'service_name')
  const selector =
    service !== undefined
      ? [`service_name=${quoted(service)}`]
      : matchers.length > 0
        ? matchers.map(({ name, op, value }) => `${name}${op}${quoted(value)}`)
        : ['service_name=~".+"']
  const filtering = ['deployment_environment_name', 'severity_text'].flatMap((name) => {
    const value = labels[name]
    const asked = name !== 'severity_text' || rule.selector.some((matcher) => matcher.name === name)
    return value === undefined || !asked ? [] : [`| ${name}=${quoted(value)} or ${name}=""`]
  })
  const lines = rule.filters.map(({ op, texts }) =>
    op === '|=' ? `|= ${texts.map(quoted).join(' or ')}` : texts.map((text) => `!= ${quoted(text)}`).join(' '),
  )
  return [`{${selector.join(', ')}}`, ...filtering, WHOLE_LINE, ...lines].join(' ')
}

/** A Go string; JSON has no other escapes than Go. */
function quoted(text: string): string {
  return JSON.stringify(text.toWellFormed())
}
