/** Every word of ours that people read. Written to be understood half asleep: what, where, how bad, since when. */
import type { Language } from './time.ts'

export interface Phrases {
  readonly firing: string
  readonly resolved: string
  /** Before all else in a message about no real alert. */
  readonly test: string
  readonly service: string
  readonly route: string
  readonly value: string
  readonly lastValue: string
  readonly since: string
  readonly started: string
  readonly ended: string
  readonly logs: string
  readonly colon: string
  readonly comma: string
  readonly runbook: string
  readonly dashboard: string
  readonly alertPage: string
  readonly graph: string
  readonly logPage: string
  readonly trace: string
  /** Of a link whose name stands before it. */
  readonly open: string
  readonly acknowledge: string
  /** For an hour. */
  readonly silence: string
  readonly acknowledgedBy: (name: string, time: string) => string
  readonly insteadOf: (receiver: string, why: string) => string
  readonly nobodyAcknowledged: (span: string, step: number) => string
  /** The first line of one message about many groups. */
  readonly digest: (groups: number, firing: number, resolved: number) => string
  readonly from: (time: string) => string
  readonly lasting: (span: string) => string
  readonly lasted: (span: string) => string
  readonly nAlerts: (count: number) => string
  /** After a title. */
  readonly times: (count: number) => string
  readonly counts: (firing: number, resolved: number) => string
  readonly more: (count: number) => string
  readonly lines: (count: number, kinds: number) => string
  readonly severity: Readonly<Record<string, string>>
  /** Headings. */
  readonly alerts: (count: number) => string
  readonly evidence: string
  readonly seen: (lines: string, first: string, last: string) => string
  readonly traces: string
  /** The end of a message that was to look otherwise. */
  readonly templateFailed: (problem: string) => string
}

const zh: Phrases = {
  firing: '告警',
  resolved: '已恢复',
  test: '【测试】',
  service: '服务',
  route: '接口',
  value: '当前值',
  lastValue: '恢复前的值',
  since: '开始时间',
  started: '开始时间',
  ended: '恢复时间',
  logs: '日志',
  colon: '：',
  comma: '，',
  runbook: '处理手册',
  dashboard: '仪表盘',
  alertPage: '告警详情',
  graph: '查询图表',
  logPage: '查询日志',
  trace: '查看链路',
  open: '打开',
  acknowledge: '认领',
  silence: '静默 1 小时',
  acknowledgedBy: (name, time) => `${name} 已于 ${time} 认领`,
  insteadOf: (receiver, why) => `${receiver} 无法送达，改由此处通知：${why}`,
  nobodyAcknowledged: (span, step) => `已过 ${span} 仍无人认领，升级通知第 ${step} 级`,
  digest: (groups, firing, resolved) =>
    `告警汇总：${groups} 组${firing > 0 ? `，${firing} 组未恢复` : ''}${resolved > 0 ? `，${resolved} 组已恢复` : ''}`,
  from: (time) => `${time} 起`,
  lasting: (span) => `已持续 ${span}`,
  lasted: (span) => `共持续 ${span}`,
  nAlerts: (count) => `${count} 条告警`,
  times: (count) => `（共 ${count} 条）`,
  counts: (firing, resolved) => `${firing} 条未恢复，${resolved} 条已恢复`,
  more: (count) => `… 另有 ${count} 条`,
  lines: (count, kinds) => `${count} 条${kinds > 1 ? `（${kinds} 种）` : ''}`,
  severity: { critical: '严重', warning: '警告', info: '提示', none: '' },
  alerts: (count) => `告警（${count} 条）`,
  evidence: '日志证据',
  seen: (lines, first, last) => `匹配的日志 ${lines}，最早 ${first}，最近 ${last}。`,
  traces: '链路追踪 ID',
  templateFailed: (problem) => `（模板出错，以上为默认内容：${problem}）`,
}

const en: Phrases = {
  firing: 'FIRING',
  resolved: 'RESOLVED',
  test: '[TEST] ',
  service: 'Service',
  route: 'Route',
  value: 'Value now',
  lastValue: 'Last value',
  since: 'Since',
  started: 'Started',
  ended: 'Ended',
  logs: 'Log lines',
  colon: ': ',
  comma: ', ',
  runbook: 'Runbook',
  dashboard: 'Dashboard',
  alertPage: 'Alert',
  graph: 'Graph',
  logPage: 'Logs',
  trace: 'Trace',
  open: 'Open',
  acknowledge: 'Acknowledge',
  silence: 'Silence 1h',
  acknowledgedBy: (name, time) => `Acknowledged by ${name} at ${time}`,
  insteadOf: (receiver, why) => `${receiver} could not be reached, so you hear it here: ${why}`,
  nobodyAcknowledged: (span, step) => `Nobody has acknowledged this for ${span}: step ${step} of the escalation`,
  digest: (groups, firing, resolved) =>
    `Digest: ${groups} groups${firing > 0 ? `, ${firing} firing` : ''}${resolved > 0 ? `, ${resolved} resolved` : ''}`,
  from: (time) => `since ${time}`,
  lasting: (span) => `for ${span}`,
  lasted: (span) => `lasted ${span}`,
  nAlerts: (count) => `${count} alert${count === 1 ? '' : 's'}`,
  times: (count) => ` (${count} alerts)`,
  counts: (firing, resolved) => `${firing} firing, ${resolved} resolved`,
  more: (count) => `… and ${count} more`,
  lines: (count, kinds) => `${count}${kinds > 1 ? ` (${kinds} kinds)` : ''}`,
  severity: { none: '' },
  alerts: (count) => `Alerts (${count})`,
  evidence: 'Log evidence',
  seen: (lines, first, last) => `Matching log lines: ${lines}; first at ${first}, latest at ${last}.`,
  traces: 'Trace IDs',
  templateFailed: (problem) => `(A template failed, so these are Tocsin's own words: ${problem})`,
}

const phrases: Readonly<Record<Language, Phrases>> = { zh, en }

export function phrasesOf(language: Language): Phrases {
  return phrases[language]
}

/** The word for a severity; unknown ones stay as they are. */
export function severityWord(severity: string, words: Phrases): string {
  return Object.hasOwn(words.severity, severity) ? (words.severity[severity] ?? severity) : severity
}
