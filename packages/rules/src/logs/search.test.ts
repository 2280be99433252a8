import { parser } from '@grafana/lezer-logql'
import { expect, test } from 'vitest'
import { unquote } from '../text/go-string.ts'
import type { LogRule } from '../types.ts'
import { logSearch } from './search.ts'

const WHOLE =
  '| line_format "{{__line__}} {{.exception_message}} {{.exception_stacktrace}} {{.err}} {{.err_message}} {{.err_stack}}"'
const ANY: LogRule['selector'] = [{ name: 'service_name', op: '=~', value: '.+' }]
const ERRORS: LogRule['selector'] = [...ANY, { name: 'severity_text', op: '=~', value: 'error|fatal' }]
const TIMEOUT: LogRule['filters'] = [{ op: '|=', texts: ['timeout', 'timed out'] }]
const shop = { service_name: 'shop' }

/** Grafana's own grammar has no error in it; and the texts in it, read back. */
function textsOf(query: string): string[] {
  const texts: string[] = []
  parser.parse(query).iterate({
    enter: ({ type, name, from, to }) => {
      if (type.isError) throw new Error(`${query} does not parse at ${from}`)
      const text = name === 'String' ? unquote(query.slice(from, to)) : undefined
      if (text) texts.push(text.ok ? text.value : text.message)
    },
  })
  return texts
}

test.each([
  ['one service', ANY, TIMEOUT, shop, `{service_name="shop"} ${WHOLE} |= "timeout" or "timed out"`],
  [
    'severity only where the rule asks for it',
    ERRORS,
    TIMEOUT,
    { ...shop, severity_text: 'error' },
    `{service_name="shop"} | severity_text="error" or severity_text="" ${WHOLE} |= "timeout" or "timed out"`,
  ],
  [
    'the environment of the alert',
    ANY,
    [],
    { ...shop, severity_text: 'error', deployment_environment_name: 'demo' },
    `{service_name="shop"} | deployment_environment_name="demo" or deployment_environment_name="" ${WHOLE}`,
  ],
  ['no label left: the rule selects', ANY, [], {}, `{service_name=~".+"} ${WHOLE}`],
  ['nor a matcher: all services', ERRORS.slice(1), [], {}, `{service_name=~".+"} ${WHOLE}`],
  [
    'none of several texts',
    ANY,
    [...TIMEOUT, { op: '!=', texts: ['retry', 'test'] }],
    shop,
    `{service_name="shop"} ${WHOLE} |= "timeout" or "timed out" != "retry" != "test"`,
  ],
] as const)('%s', (_name, selector, filters, labels, expected) => {
  const query = logSearch({ selector, filters }, labels)
  expect(query).toBe(expected)
  textsOf(query)
})

test.each(['"', '\\', '`', '"} or {a="', 'a\nb\t\u0001', '{{.x}}', '😀', '\u2028', '日志'])(
  'hostile values stay values: %j',
  (value) => {
    const query = logSearch({ selector: ANY, filters: [{ op: '|=', texts: [value] }] }, { service_name: value })
    const texts = textsOf(query)
    expect([texts[0], texts.at(-1)]).toEqual([value, value])
  },
)
