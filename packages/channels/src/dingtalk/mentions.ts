/** Whom a message calls: those of the settings, and the people it is for. Only what still fires calls anybody. Pure. */
import type { Contact, Notification } from '../contract.ts'
import type { DingTalkConfig, Mentions } from './config.ts'

/** Of each kind: a message of names alone would help nobody. */
const MAX_CALLED = 40

const NOBODY: Mentions = { mobiles: [], userIds: [], all: false }

export function mentionsOf({ at }: DingTalkConfig, together: readonly Notification[]): Mentions {
  const firing = together.filter(({ status }) => status === 'firing')
  if (firing.length === 0) return NOBODY
  const people = firing.flatMap((notification) => notification.people ?? []).map(addressOf)
  const unique = (list: readonly (string | undefined)[]) =>
    [...new Set(list.filter((one) => one !== undefined))].slice(0, MAX_CALLED)
  return {
    mobiles: unique([...at.mobiles, ...people.map(({ mobile }) => mobile)]),
    userIds: unique([...at.userIds, ...people.map(({ userId }) => userId)]),
    all: at.all,
  }
}

/** `@13800001111 @manager`: in markdown only those are called who are named in the text, too. */
export function mentionLine({ mobiles, userIds }: Mentions): string {
  return [...mobiles, ...userIds].map((one) => `@${one}`).join(' ')
}

/** A user id goes before a number. Numbers of other countries are left out: how DingTalk wants them is not documented. */
function addressOf({ addresses }: Contact): { readonly userId?: string; readonly mobile?: string } {
  const { dingtalk, mobile } = addresses
  if (dingtalk !== undefined) return { userId: dingtalk }
  const chinese = /^\+86(\d{11})$/.exec(mobile ?? '')?.[1]
  return chinese === undefined ? {} : { mobile: chinese }
}
