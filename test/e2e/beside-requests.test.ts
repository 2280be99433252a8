/** The same requests, right and wrong, to our router and to Debian's Alertmanager 0.25: status and body are equal, or it is said why not. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Beside, type Heard, startBeside } from '../support/beside.ts'
import { ALERT_BODIES, QUERIES, SILENCE_BODIES } from './beside/requests.ts'

const CONFIG = `
route: { receiver: team }
receivers: [ { name: team } ]
`

/** Ours, where it is not theirs, and why. */
interface Difference {
  readonly why: string
  readonly status: number
  readonly body: string | RegExp
}

const CRASH = '0.25 crashes on null and hangs up'
const UTF8 = 'names may be any UTF-8 since 0.27, and 0.25 is older'
const SETS = 'the texts of 0.32 and later count sets of matchers'

const DIFFERS: Readonly<Record<string, Difference>> = {
  'alerts: [null]': { why: CRASH, status: 422, body: '{"code":602,"message":"0.labels in body is required"}' },
  'silences: a matcher null': { why: CRASH, status: 400, body: /matchers\.0 must be an object/ },
  'alerts: more after the end': {
    ...{ why: 'theirs stops reading at the end of the list and takes it', status: 400, body: /after JSON/ },
  },
  'alerts: a good one among bad ones': {
    ...{ why: 'several texts stand in lines since 0.32, before there were semicolons', status: 400 },
    body: '"at least one label pair required\\ninvalid label set: invalid name \\"\\""\n',
  },
  'alerts: a name of several words': { why: UTF8, status: 200, body: '' },
  'alerts: a name in Chinese': { why: UTF8, status: 200, body: '' },
  'alerts: an annotation of several words': { why: UTF8, status: 200, body: '' },
  'silences: a name of several words': { why: UTF8, status: 200, body: /silenceID/ },
  'filter: a name in Chinese': { why: UTF8, status: 200, body: /"日":"x"|^\[\]/ },
  'filter: not UTF-8': { why: `${UTF8}; the byte counts as U+FFFD`, status: 200, body: '[]\n' },
  'filter: braces': {
    why: 'the text of the UTF-8 parser',
    status: 400,
    body: '"unexpected open or close brace: {a=\\"b\\"}"\n',
  },
  'silences: an empty name': {
    ...{ why: SETS, status: 400 },
    body: '"invalid silence: invalid label matcher 0 in set 0: invalid label name \\"\\""\n',
  },
  'silences: an empty value': {
    why: SETS,
    status: 400,
    body: /^"invalid silence: matcher set 0: at least one matcher /,
  },
  'silences: a pattern for everything': {
    ...{ why: SETS, status: 400 },
    body: '"invalid silence: matcher set 0: at least one matcher must not match the empty string"\n',
  },
  'silences: a pattern that is none': {
    ...{ why: SETS, status: 400 },
    body: /in set 0: invalid regular expression \\"\(\\": error parsing regexp: missing closing \): `\(`"\n$/,
  },
  'silences: a pattern with look-ahead': {
    ...{ why: SETS, status: 400 },
    body: /in set 0: .*: error parsing regexp: invalid or unsupported Perl syntax: `\(\?=`"\n$/,
  },
  'silences: a pattern that repeats too often': {
    ...{ why: SETS, status: 400 },
    body: /in set 0: .*: error parsing regexp: invalid repeat count: `\{1001\}`"\n$/,
  },
  'silence: end unknown': { why: '404 without a body since 0.26, 500 before', status: 404, body: '' },
  'accept: html or anything': {
    ...{ why: 'receivers have labels since 0.33', status: 200, body: '[{"name":"team","labels":{"name":"team"}}]\n' },
  },
}

let both: Beside
beforeAll(async () => {
  both = await startBeside(CONFIG)
}, 60_000)
afterAll(() => both?.stop())

test.each([...ALERT_BODIES, ...SILENCE_BODIES, ...QUERIES])('%s', async (name, request) => {
  const { ours, theirs } = await both.ask(request)
  const differs = DIFFERS[name]
  if (!differs) {
    expect(shown(ours)).toEqual(shown(theirs))
    return
  }
  expect(shown(ours)).not.toEqual(shown(theirs))
  expect(ours).toMatchObject({
    status: differs.status,
    body: typeof differs.body === 'string' ? differs.body : expect.stringMatching(differs.body),
  })
})

/** The reason why a body cannot be read is in the words of the language's own JSON reader. */
function shown({ status, headers, body }: Heard): unknown {
  return {
    status,
    type: headers['content-type'],
    allow: headers.allow?.split(/, ?/).sort(),
    body: body
      .replace(/(failed, because ).*(?="\})/s, '$1…')
      .replace(/(?<=but \[)[A-Z,]+/, (methods) => methods.split(',').sort().join())
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')
      .replace(/[\d-]+T[\d:.]+Z/g, 'TIME'),
  }
}
