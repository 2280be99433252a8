/** Whom a message calls: those of the settings, and the people it is for. Only what still fires calls anybody. Pure. */
import type { Notification } from '../contract.ts'
import { EMAIL, type FeishuConfig, type Mentions, USER_ID } from './config.ts'

const NOBODY: Mentions = { users: [], emails: [], all: false }
/** Of each kind: a message of names alone would help nobody. */
const MAX_CALLED = 40

export function mentionsOf({ at, format }: FeishuConfig, together: readonly Notification[]): Mentions {
  const firing = together.filter(({ status }) => status === 'firing')
  if (firing.length === 0) return NOBODY
  const addresses = firing.flatMap(({ people = [] }) => people.flatMap((one) => one.addresses.feishu ?? []))
  const called = (set: readonly string[], form: RegExp) =>
    [...new Set([...set, ...addresses.filter((address) => form.test(address))])].slice(0, MAX_CALLED)
  return {
    users: called(at.users, USER_ID),
    // Only a card calls by address.
    emails: format === 'interactive' ? called(at.emails, EMAIL) : [],
    all: at.all,
  }
}

/** As a card's markdown takes them. */
export function cardMentions({ users, emails, all }: Mentions): string {
  return [
    ...(all ? ['<at id=all></at>'] : []),
    ...users.map((id) => `<at id=${id}></at>`),
    ...emails.map((email) => `<at email=${email}></at>`),
  ].join(' ')
}

export function textMentions({ users, all }: Mentions): string {
  return [...(all ? ['all'] : []), ...users].map((id) => `<at user_id="${id}"></at>`).join(' ')
}

export function postMentions({ users, all }: Mentions) {
  return [...(all ? ['all'] : []), ...users].map((id) => ({ tag: 'at', user_id: id }))
}
