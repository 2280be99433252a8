/** Words of the robot's messages beside those that all channels share. */
import type { Language } from '../text/time.ts'
import type { Fact } from './facts.ts'

interface RobotPhrases {
  readonly labels: string
  readonly alert: string
  /** In the message that only calls people, after the one that says what happened. */
  readonly seeAbove: (title: string) => string
  /** Names in a card, five characters at most. */
  readonly keys: Readonly<Record<Fact['kind'], string>>
}

const zh: RobotPhrases = {
  labels: '标签',
  alert: '告警对象',
  seeAbove: (title) => `请查看上一条告警：${title}`,
  keys: {
    count: '数量',
    service: '服务',
    route: '接口',
    labels: '标签',
    value: '当前值',
    lastValue: '最后值',
    logs: '日志',
    since: '开始时间',
    started: '开始时间',
    ended: '恢复时间',
  },
}

const en: RobotPhrases = {
  labels: 'Labels',
  alert: 'Alert',
  seeAbove: (title) => `Please see the alert above: ${title}`,
  keys: {
    count: 'Count',
    service: 'Svc',
    route: 'Route',
    labels: 'Where',
    value: 'Value',
    lastValue: 'Last',
    logs: 'Logs',
    since: 'Since',
    started: 'Start',
    ended: 'End',
  },
}

const phrases: Readonly<Record<Language, RobotPhrases>> = { zh, en }

export function robotPhrasesOf(language: Language): RobotPhrases {
  return phrases[language]
}
