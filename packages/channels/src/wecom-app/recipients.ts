/** Whom an application's message goes to, and what became of each. Pure. */
import type { Notification, Outcome, SendContext } from '../contract.ts'
import { fieldOf } from '../outcome.ts'
import type { RecipientOutcome } from '../recipients.ts'
import type { Audience } from './config.ts'

const PARTY = 'party:'
const TAG = 'tag:'

export interface Addressed {
  /** Those who are to get it now: userids, `@all`, `party:2`, `tag:3`. */
  readonly recipients: readonly string[]
  readonly overBudget: readonly string[]
  /** Whether anybody was to get it at all. */
  readonly known: boolean
}

/** The people that the notification is for, where they have userids; else those of the settings. */
export function addressed(to: Audience, { notification, done, overBudget = [] }: SendContext): Addressed {
  const everybody = everybodyOf(to, notification)
  const left = everybody.filter((one) => !done.includes(one))
  return {
    recipients: left.filter((one) => !overBudget.includes(one)),
    overBudget: left.filter((one) => overBudget.includes(one)),
    known: everybody.length > 0,
  }
}

function everybodyOf(to: Audience, { people = [] }: Notification): readonly string[] {
  const persons = people.flatMap(({ addresses }) => (addresses.wecom ? [addresses.wecom] : []))
  if (persons.length > 0) return [...new Set(persons)]
  if (to.users.includes('@all')) return ['@all']
  return [...to.users, ...to.parties.map((one) => PARTY + one), ...to.tags.map((one) => TAG + one)]
}

/** As `message/send` takes them. */
export function receiversOf(recipients: readonly string[]): Readonly<Record<string, string>> {
  const fields = {
    touser: recipients.filter((one) => !one.startsWith(PARTY) && !one.startsWith(TAG)),
    toparty: numbersOf(recipients, PARTY),
    totag: numbersOf(recipients, TAG),
  }
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, all]) => (all.length > 0 ? [[name, all.join('|')]] : [])),
  )
}

function numbersOf(recipients: readonly string[], kind: string): string[] {
  return recipients.filter((one) => one.startsWith(kind)).map((one) => one.slice(kind.length))
}

const BUDGET_SPENT: Outcome = {
  kind: 'reject',
  code: 'BUDGET_SPENT',
  reason: 'this member has had as many messages as WeCom delivers; it would drop this one without a word',
}

const LISTS = [
  {
    field: 'invaliduser',
    prefix: '',
    code: 'INVALID_USER',
    reason: 'no such member, or the application is not visible to them (可见范围)',
  },
  {
    field: 'unlicenseduser',
    prefix: '',
    code: 'UNLICENSED_USER',
    reason: 'the member has no licence for interfaces (接口许可)',
  },
  {
    field: 'invalidparty',
    prefix: PARTY,
    code: 'INVALID_PARTY',
    reason: 'no such department, or the application is not visible to it (可见范围)',
  },
  {
    field: 'invalidtag',
    prefix: TAG,
    code: 'INVALID_TAG',
    reason: 'no such tag, or the application is not visible to it (可见范围)',
  },
] as const

/**
 * A success may name members who got nothing; so may a department hold some. WeCom gives userids back in lower case.
 * Anything but a success is the outcome of all of them.
 */
export function outcomesOf(
  { recipients, overBudget }: Addressed,
  outcome: Outcome,
  body: unknown,
): readonly RecipientOutcome[] {
  const spent = overBudget.map((recipient) => ({ recipient, outcome: BUDGET_SPENT }))
  if (outcome.kind !== 'sent') {
    return [...recipients.map((recipient) => ({ recipient, outcome })), ...spent]
  }
  const failed = new Map(
    LISTS.flatMap(({ field, prefix, code, reason }) =>
      namesIn(fieldOf(body, field)).map((name): [string, Outcome] => [
        (prefix + name).toLowerCase(),
        { kind: 'reject', code, reason },
      ]),
    ),
  )
  const own = recipients.map((recipient) => ({ recipient, outcome: failed.get(recipient.toLowerCase()) ?? outcome }))
  const named = new Set(recipients.map((recipient) => recipient.toLowerCase()))
  const others = [...failed].flatMap(([recipient, why]) => (named.has(recipient) ? [] : [{ recipient, outcome: why }]))
  return [...own, ...others, ...spent]
}

/** `a|b`; lists in answers about cards. */
function namesIn(value: unknown): string[] {
  const all = Array.isArray(value) ? value.map(String) : typeof value === 'string' ? value.split('|') : []
  return all.map((one) => one.trim()).filter((one) => /^[\w.@-]{1,64}$/.test(one))
}
