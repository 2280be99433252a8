/**
 * Whom a message calls, and by which message. In markdown a userid can be named inline; mobile numbers and `@all` are
 * possible in text messages only, and neither markdown_v2 nor a card can name anybody. Pure.
 */
import type { Notification } from '../contract.ts'
import { byteLength } from '../text/text.ts'
import type { WecomRobotConfig } from './config.ts'
import type { MessageType } from './message.ts'

const ALL = '@all'
/** Of the line with the names in a markdown message. */
const MAX_INLINE_BYTES = 600

export interface Mentions {
  readonly userids: readonly string[]
  readonly mobiles: readonly string[]
}

/** `inline`: for the message itself; `rest`: for a text message after it, undefined where there is nobody left. */
export interface PlannedMentions {
  readonly inline: Mentions
  readonly rest: Mentions | undefined
}

const NOBODY: Mentions = { userids: [], mobiles: [] }

/** Nobody is called for what is over. */
export function mentionsOf(config: WecomRobotConfig, notifications: readonly Notification[]): Mentions {
  const firing = notifications.filter(({ status }) => status === 'firing')
  if (firing.length === 0) return NOBODY
  const people = firing.flatMap((notification) => notification.people ?? [])
  const userids = [...config.mentionedList, ...people.flatMap(({ addresses: { wecom } }) => wecom ?? [])]
  const mobiles = [
    ...config.mentionedMobileList,
    ...people.flatMap(({ addresses: { wecom, mobile } }) => (wecom === undefined ? (mobile ?? []) : [])),
  ].map(registered)
  return {
    userids: distinct(userids),
    mobiles: distinct(mobiles).filter((one) => one !== ALL || !userids.includes(ALL)),
  }
}

export function planMentions(mentions: Mentions, type: MessageType): PlannedMentions {
  if (type === 'text') return { inline: mentions, rest: undefined }
  const inline = type === 'markdown' ? fitting(mentions.userids.filter((userid) => userid !== ALL)) : []
  const userids = mentions.userids.filter((userid) => !inline.includes(userid))
  const somebody = userids.length > 0 || mentions.mobiles.length > 0
  return {
    inline: { userids: inline, mobiles: [] },
    rest: somebody ? { userids, mobiles: mentions.mobiles } : undefined,
  }
}

/** The line that names them; empty for none. */
export function mentionLine({ userids }: Mentions): string {
  return userids.map(inlineMention).join(' ')
}

function inlineMention(userid: string): string {
  // What people.yml says of somebody may not become markup.
  return `<@${userid.replace(/[^0-9A-Za-z_.@-]/g, '')}>`
}

function fitting(userids: readonly string[]): readonly string[] {
  let room = MAX_INLINE_BYTES
  return userids.filter((userid) => {
    const size = byteLength(inlineMention(userid)) + 1
    if (size > room) return false
    room -= size
    return true
  })
}

/** Members of the mainland are registered without the country's code. */
function registered(mobile: string): string {
  return mobile.replace(/^\+86(?=1\d{10}$)/, '')
}

function distinct(list: readonly string[]): string[] {
  return [...new Set(list)]
}
