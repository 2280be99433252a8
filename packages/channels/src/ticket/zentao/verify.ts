/** Whether bugs could be made with these settings: only asked, nothing is made. */

import type { Finding } from '../../contract.ts'
import { fieldOf } from '../../outcome.ts'
import type { ApiResult } from '../port.ts'
import type { Zentao } from './client.ts'

export async function verifyZentao(zentao: Zentao): Promise<Finding[]> {
  const { product, products, assignee } = zentao.settings
  const all = [...new Set([product, ...Object.values(products)])]
  const findings: Finding[] = []
  for (const one of all) findings.push(await verifyProduct(zentao, one))
  if (findings.every(({ kind }) => kind === 'good')) findings.push(...(await verifyBuilds(zentao, all)))
  if (assignee !== undefined) findings.push(await verifyAssignee(zentao, assignee))
  return findings
}

async function verifyProduct(zentao: Zentao, id: number): Promise<Finding> {
  const found = await zentao.ask({ method: 'GET', path: `/products/${id}` }, (body) => {
    const one = fieldOf(body, 'product') ?? body
    return fieldOf(one, 'name')
  })
  if (found.kind === 'done') return finding('good', 'product', `${id} is "${String(found.value)}"`)
  return finding('problem', 'product', `${id}: ${whyNot(found)}`)
}

/** Only builds given by their id can be looked up; `trunk` is always there. */
async function verifyBuilds(zentao: Zentao, products: readonly number[]): Promise<Finding[]> {
  const wanted = zentao.settings.builds.filter((build) => build !== 'trunk')
  const checks = await Promise.all(
    wanted.map(async (build) => {
      const found = await zentao.ask({ method: 'GET', path: `/builds/${encodeURIComponent(build)}` }, (body) => {
        const one = fieldOf(body, 'build') ?? body
        return fieldOf(one, 'id') === undefined ? undefined : one
      })
      if (found.kind !== 'done') return finding('problem', 'builds', `${build}: ${whyNot(found)}`)
      const product = Number(fieldOf(found.value, 'product'))
      return products.includes(product)
        ? finding('good', 'builds', `${build} is there`)
        : finding('problem', 'builds', `${build} belongs to product ${product}`)
    }),
  )
  return checks
}

async function verifyAssignee(zentao: Zentao, account: string): Promise<Finding> {
  const path = zentao.settings.api === 'v1' ? '/users?limit=1000' : '/users?recPerPage=1000'
  const listed = await zentao.ask({ method: 'GET', path }, (body) => {
    const users = fieldOf(body, 'users')
    return Array.isArray(users) ? (users as unknown[]) : undefined
  })
  if (listed.kind !== 'done') return finding('doubt', 'assignee', `users could not be listed: ${whyNot(listed)}`)
  return listed.value.some((user) => fieldOf(user, 'account') === account)
    ? finding('good', 'assignee', `${account} is there`)
    : finding('problem', 'assignee', `there is no user "${account}"`)
}

function whyNot<T>(result: Exclude<ApiResult<T>, { readonly kind: 'done' }>): string {
  return result.kind === 'failed' ? (result.outcome.reason ?? result.outcome.code) : `${result.code}, there is none`
}

function finding(kind: Finding['kind'], subject: string, text: string): Finding {
  return { kind, subject, text }
}
