/** Whether tickets could be made with these settings: only asked, nothing is made. */

import type { Finding } from '../../contract.ts'
import type { Answer } from '../../http.ts'
import { fieldOf } from '../../outcome.ts'
import type { ApiResult } from '../port.ts'
import type { Jira } from './issue.ts'

const PERMISSIONS = ['CREATE_ISSUES', 'ADD_COMMENTS', 'TRANSITION_ISSUES']
/** Filled always. */
const FILLED = ['project', 'issuetype', 'summary', 'description', 'labels', 'reporter']

export async function verifyJira(jira: Jira): Promise<Finding[]> {
  const { project } = jira.settings
  const known = await get(jira, `/project/${encodeURIComponent(project)}`, ({ body }) => fieldOf(body, 'key'))
  if (known.kind !== 'done') return [problem('project', `${project}: ${whyNot(known)}`)]
  const type = await issueType(jira)
  return [
    good('project', `${project} is there`),
    ...(await permissions(jira)),
    ...(typeof type === 'string' ? [problem('issue_type', type)] : await fields(jira, type)),
    ...(await assignable(jira)),
    ...(await statuses(jira)),
  ]
}

async function permissions(jira: Jira): Promise<Finding[]> {
  const { project, assignee } = jira.settings
  const wanted = [...PERMISSIONS, ...(assignee === undefined ? [] : ['ASSIGN_ISSUES'])]
  const query = `projectKey=${encodeURIComponent(project)}&permissions=${wanted.join(',')}`
  const mine = await get(jira, `/mypermissions?${query}`, ({ body }) => fieldOf(body, 'permissions'))
  if (mine.kind !== 'done') return [doubt('permissions', `could not be asked: ${whyNot(mine)}`)]
  const missing = wanted.filter((name) => fieldOf(fieldOf(mine.value, name), 'havePermission') !== true)
  return missing.length === 0
    ? [good('permissions', 'may create, comment and move issues')]
    : [problem('permissions', `this account lacks ${missing.join(', ')} in ${project}`)]
}

/** Its id, in an object; or what is wrong. */
async function issueType(jira: Jira): Promise<{ readonly id: string } | string> {
  const { project, issueType: wanted } = jira.settings
  const listed = await get(jira, `${metaPath(project)}?maxResults=200`, (answer) => listIn(answer, 'issueTypes'))
  if (listed.kind !== 'done') return `the types of ${project} cannot be listed: ${whyNot(listed)}`
  const named = (entry: unknown) => String(fieldOf(entry, 'name'))
  const found = listed.value.find((entry) => named(entry) === wanted || String(fieldOf(entry, 'id')) === wanted)
  if (found) return { id: String(fieldOf(found, 'id')) }
  return `${project} has no type "${wanted}"; it has ${listed.value.map((entry) => `"${named(entry)}"`).join(', ')}`
}

async function fields(jira: Jira, type: { readonly id: string }): Promise<Finding[]> {
  const { project, issueType: name, fields: own, components, priority } = jira.settings
  const path = `${metaPath(project)}/${encodeURIComponent(type.id)}?maxResults=200`
  const listed = await get(jira, path, (answer) => listIn(answer, 'fields'))
  if (listed.kind !== 'done') return [doubt('fields', `could not be listed: ${whyNot(listed)}`)]
  const idOf = (entry: unknown) => String(fieldOf(entry, 'fieldId') ?? fieldOf(entry, 'key'))
  const present = new Set(listed.value.map(idOf))
  const given = [
    ...FILLED,
    ...own.map(([field]) => field),
    ...(components.length > 0 ? ['components'] : []),
    ...(Object.keys(priority).length > 0 ? ['priority'] : []),
  ]
  const lacking = listed.value.filter(
    (entry) =>
      fieldOf(entry, 'required') === true && fieldOf(entry, 'hasDefaultValue') !== true && !given.includes(idOf(entry)),
  )
  const shown = (entry: unknown) => `${idOf(entry)} (${String(fieldOf(entry, 'name'))})`
  const unknown = given.filter((field) => field !== 'reporter' && !present.has(field))
  return [
    good('issue_type', `"${name}" is there`),
    ...lacking.map((entry) => problem('fields', `${shown(entry)} is required and not filled: name it under "fields"`)),
    ...unknown.map((field) => problem('fields', `${field} is not on the create screen of "${name}"`)),
    ...(lacking.length + unknown.length === 0 ? [good('fields', 'all required fields are filled')] : []),
    ...allowed(listed.value, idOf, 'components', components),
    ...allowed(listed.value, idOf, 'priority', Object.values(priority)),
  ]
}

function allowed(
  listed: readonly unknown[],
  idOf: (entry: unknown) => string,
  field: string,
  wanted: readonly string[],
): Finding[] {
  const values = fieldOf(
    listed.find((entry) => idOf(entry) === field),
    'allowedValues',
  )
  if (!Array.isArray(values)) return []
  const names = values.map((entry: unknown) => fieldOf(entry, 'name'))
  return wanted
    .filter((name) => !names.includes(name))
    .map((name) => problem(field, `"${name}" is none of ${names.map((one) => `"${String(one)}"`).join(', ')}`))
}

async function assignable(jira: Jira): Promise<Finding[]> {
  const { project, assignee, api } = jira.settings
  if (assignee === undefined) return []
  const by = api === 'cloud' ? 'accountId' : 'username'
  const query = `project=${encodeURIComponent(project)}&${by}=${encodeURIComponent(assignee)}`
  const listed = await get(jira, `/user/assignable/search?${query}`, (answer) => listIn(answer, 'values'))
  if (listed.kind !== 'done') return [doubt('assignee', `could not be asked: ${whyNot(listed)}`)]
  const id = api === 'cloud' ? 'accountId' : 'name'
  return listed.value.some((user) => fieldOf(user, id) === assignee)
    ? [good('assignee', 'may be assigned')]
    : [problem('assignee', `"${assignee}" cannot be assigned in ${project}`)]
}

/** Which transitions there are depends on where an issue is; that there is somewhere to close it to does not. */
async function statuses(jira: Jira): Promise<Finding[]> {
  const { project, issueType: wanted } = jira.settings
  const listed = await get(jira, `/project/${encodeURIComponent(project)}/statuses`, (answer) =>
    listIn(answer, 'values'),
  )
  if (listed.kind !== 'done') return [doubt('transitions', `could not be asked: ${whyNot(listed)}`)]
  const type = listed.value.find((entry) => [fieldOf(entry, 'name'), fieldOf(entry, 'id')].includes(wanted))
  const places = fieldOf(type, 'statuses')
  if (!Array.isArray(places)) return []
  const done = places.filter((one: unknown) => fieldOf(fieldOf(one, 'statusCategory'), 'key') === 'done')
  if (done.length === 0) return [problem('transitions', `"${wanted}" has no status that counts as done`)]
  const names = done.map((one: unknown) => `"${String(fieldOf(one, 'name'))}"`).join(', ')
  return [good('transitions', `closed is ${names}; whether the way there is free shows the test itself`)]
}

/** Cloud, and Data Center from 8.4 on. */
function metaPath(project: string): string {
  return `/issue/createmeta/${encodeURIComponent(project)}/issuetypes`
}

/** Cloud names its lists, Data Center calls them `values`, some are bare. */
function listIn({ body }: Answer, name: string): unknown[] | undefined {
  const list = [body, fieldOf(body, name), fieldOf(body, 'values'), fieldOf(body, 'results')].find(Array.isArray)
  return Array.isArray(list) ? list : undefined
}

async function get<T>({ client }: Jira, path: string, read: (answer: Answer) => T | undefined): Promise<ApiResult<T>> {
  return client.asked(await client.ask({ method: 'GET', path }), read)
}

function whyNot<T>(result: Exclude<ApiResult<T>, { readonly kind: 'done' }>): string {
  return result.kind === 'failed' ? (result.outcome.reason ?? result.outcome.code) : `${result.code}, there is none`
}

const good = (subject: string, text: string): Finding => ({ kind: 'good', subject, text })
const doubt = (subject: string, text: string): Finding => ({ kind: 'doubt', subject, text })
const problem = (subject: string, text: string): Finding => ({ kind: 'problem', subject, text })
