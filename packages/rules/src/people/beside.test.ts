import { formatProblem } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { parseRouterConfig } from '../router/parse.ts'

const ROUTER = 'route: { receiver: a }\nreceivers:\n  - name: a\n    notify: [ li, payments, primary, team ]\n'
const PEOPLE = `people: { li: {} }
teams: { payments: [li] }
on_call: { primary: { rotation: { people: [li], starts: 2026-01-05 09:00 } } }
`

type Text = string | { readonly message: string; readonly missing?: boolean }

function parse(router: string, people: Text) {
  const parsed = parseRouterConfig(router, {
    file: 'rules/router.yml',
    env: {},
    channels: () => ({}),
    files: {
      readText: (name) =>
        name === 'people.yml' && typeof people === 'string'
          ? { ok: true, text: people }
          : { ok: false, message: 'there is none', missing: true, ...(typeof people === 'string' ? {} : people) },
      glob: () => [],
    },
  })
  return parsed.ok ? parsed.config.people : parsed.problems.map(formatProblem)
}

test('people.yml beside router.yml is part of the configuration', () => {
  expect(parse(ROUTER, PEOPLE)).toMatchObject({
    people: { li: { name: 'li' } },
    teams: { payments: ['li'] },
    onCall: { primary: {} },
  })
})

test('without the file nobody is named, and a name that is used all the same is a problem', () => {
  const missing = { message: 'ENOENT', missing: true }
  expect(parse('route: { receiver: a }\nreceivers: [ { name: a } ]', missing)).toEqual({
    people: {},
    teams: {},
    onCall: {},
  })
  expect(parse('route: { receiver: a }\nreceivers: [ { name: a, notify: [ li ] } ]', missing)).toEqual([
    'rules/router.yml:2:35: receivers.0.notify.0: nobody is called "li"; there is no rules/people.yml that says who it is',
  ])
})

test('unknown names are told with those that there are, beside what else is wrong', () => {
  expect(parse(ROUTER.replace('li,', 'wang,').replace('{ receiver: a }', '{ receiver: b }'), PEOPLE)).toEqual([
    'rules/router.yml:1:20: route.receiver: undefined receiver "b" used in route; defined: a',
    'rules/router.yml:4:15: receivers.0.notify.0: nobody is called "wang"; people.yml has li, payments, primary; "team" is the team of the alert\'s label',
  ])
})

test('problems of both files are told at once; while people.yml has some, names are not judged', () => {
  expect(parse(ROUTER.replace('{ receiver: a }', '{ receiver: b }'), 'people: { li: { mobile: 1 } }')).toEqual([
    expect.stringContaining('rules/router.yml:1:20: '),
    expect.stringContaining('rules/people.yml:1:25: people.li.mobile: must be a number'),
  ])
  expect(parse('a: [', 'people: [ 5 ]')).toEqual([
    expect.stringContaining('rules/router.yml:1:'),
    expect.stringContaining('rules/people.yml:1:9: '),
  ])
  expect(parse(ROUTER, { message: 'permission denied (EACCES)', missing: false })).toEqual([
    'rules/people.yml:1:1: cannot be read: permission denied (EACCES)',
  ])
})

test('steps of escalation policies name people too', () => {
  const policy =
    'escalation_policies:\n  - name: p\n    steps: [ { after: 5m, receiver: a, notify: [ li, nobody-here ] } ]\n'
  expect(parse(`${ROUTER}${policy}`, PEOPLE)).toEqual([
    expect.stringContaining(
      'rules/router.yml:7:54: escalation_policies.0.steps.0.notify.1: nobody is called "nobody-here"',
    ),
  ])
})

test('people in router.yml itself: where they belong', () => {
  expect(parse(`${ROUTER}people: {}\n`, PEOPLE)).toEqual([
    'rules/router.yml:5:1: people: "people" has a file of its own: write it into people.yml, beside this file',
  ])
})
