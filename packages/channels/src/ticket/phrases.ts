/** The words of tickets, beside those of `text/phrases.ts`. */
import type { Language } from '../text/time.ts'

export interface TicketPhrases {
  readonly test: string
  readonly firingSince: (time: string) => string
  readonly label: string
  readonly value: string
  /** At the time of the note; a ticket is read later. */
  readonly valueThen: string
  readonly links: string
  readonly previous: string
  readonly key: (key: string, receiver: string) => string
  readonly stillFiring: string
  readonly firingAgain: string
  readonly nowAlerts: (firing: number, resolved: number) => string
  readonly linesSoFar: (lines: string, added: number) => string
  readonly newSamples: string
  readonly ended: (time: string, span: string) => string
  readonly linesInAll: (lines: string) => string
  readonly closing: string
  readonly leftOpen: string
}

const zh: TicketPhrases = {
  test: '这是一条测试消息，并无真实告警：本工单可以关闭。',
  firingSince: (time) => `自 ${time} 起告警`,
  label: '标签',
  value: '值',
  valueThen: '当时的值',
  links: '相关链接',
  previous: '此前的工单',
  key: (key, receiver) => `由 Tocsin 创建。接收方：${receiver}；工单标识（请勿删除）：${key}`,
  stillFiring: '告警仍在持续',
  firingAgain: '再次告警',
  nowAlerts: (firing, resolved) => `目前 ${firing} 条告警未恢复${resolved > 0 ? `，本次恢复 ${resolved} 条` : ''}。`,
  linesSoFar: (lines, added) => `匹配的日志累计 ${lines}${added > 0 ? `，自上次更新后新增 ${added} 条` : ''}。`,
  newSamples: '新出现的日志：',
  ended: (time, span) => `告警已于 ${time} 结束，共持续 ${span}`,
  linesInAll: (lines) => `匹配的日志共 ${lines}。`,
  closing: '工单随告警恢复自动关闭。',
  leftOpen: '工单保持打开：请确认原因后手动关闭。',
}

const en: TicketPhrases = {
  test: 'This is a test, and nothing is wrong: the ticket may be closed.',
  firingSince: (time) => `Firing since ${time}`,
  label: 'Label',
  value: 'Value',
  valueThen: 'value then',
  links: 'Links',
  previous: 'Earlier ticket',
  key: (key, receiver) => `Opened by Tocsin for receiver ${receiver}. Ticket key (please keep): ${key}`,
  stillFiring: 'Still firing',
  firingAgain: 'Firing again',
  nowAlerts: (firing, resolved) =>
    `${firing} alert${firing === 1 ? '' : 's'} firing now${resolved > 0 ? `, ${resolved} resolved since the last note` : ''}.`,
  linesSoFar: (lines, added) =>
    `Matching log lines so far: ${lines}${added > 0 ? `; ${added} new since the last note` : ''}.`,
  newSamples: 'Lines not seen before:',
  ended: (time, span) => `Ended at ${time} after ${span}`,
  linesInAll: (lines) => `Matching log lines in all: ${lines}.`,
  closing: 'The alert has recovered, so this ticket closes.',
  leftOpen: 'This ticket stays open: close it once the cause is understood.',
}

const phrases: Readonly<Record<Language, TicketPhrases>> = { zh, en }

export function ticketPhrasesOf(language: Language): TicketPhrases {
  return phrases[language]
}
