/** What a look at the settings finds, over real HTTP; it only asks. */
import { expect, test } from 'vitest'
import { answer, startProvider } from '../testing/provider.ts'
import { ticketChannel } from './index.ts'

async function verify(settings: object, answers: Readonly<Record<string, unknown>>): Promise<string[]> {
  const provider = await startProvider()
  provider.reply(({ path }) => {
    const found = Object.entries(answers).find(([end]) => path.split('?')[0]?.endsWith(end))
    return found ? answer(200, found[1]) : answer(404)
  })
  const findings = await ticketChannel.verify?.(ticketChannel.schema().parse({ ...settings, url: provider.url }))
  await provider.close()
  expect(provider.seen.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/tokens'))).toEqual([])
  return (findings ?? []).map(({ kind, subject }) => `${kind} ${subject}`)
}

test('Jira: a required field that nobody fills, a permission that lacks, somebody who cannot be assigned', async () => {
  const settings = { system: 'jira', token: 'jira-token-1', project: 'OPS', issue_type: 'Bug', assignee: 'zhang' }
  const fields = [
    ...['summary', 'description', 'labels', 'project', 'issuetype'].map((fieldId) => ({ fieldId, required: true })),
    { fieldId: 'customfield_1', name: 'Team', required: true, hasDefaultValue: false },
  ]
  const done = { name: 'Done', statusCategory: { key: 'done' } }
  const found = await verify(settings, {
    '/project/OPS': { key: 'OPS' },
    '/mypermissions': { permissions: { CREATE_ISSUES: { havePermission: true } } },
    '/createmeta/OPS/issuetypes': { values: [{ id: '1', name: 'Bug' }] },
    '/issuetypes/1': { values: fields },
    '/assignable/search': [],
    '/statuses': [{ id: '1', name: 'Bug', statuses: [done] }],
  })
  expect(found).toEqual([
    'good project',
    'problem permissions',
    'good issue_type',
    'problem fields',
    'problem assignee',
    'good transitions',
  ])
})

test('ZenTao: a product, a build and a user that are there or not', async () => {
  const settings = { system: 'zentao', username: 'tocsin', password: 'zentao-password', product: 1, assignee: 'zhang' }
  const answers = { '/tokens': { token: 'session-token-1' }, '/users': { users: [{ account: 'li' }] } }
  expect(await verify(settings, answers)).toEqual(['problem product', 'problem assignee'])
  const builds = { ...settings, builds: [7] }
  const known = { ...answers, '/products/1': { id: 1, name: 'shop' }, '/builds/7': { id: 7, product: 1 } }
  expect(await verify(builds, known)).toEqual(['good product', 'good builds', 'problem assignee'])
})
