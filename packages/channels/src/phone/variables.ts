/**
 * Variables of a vendor's template: which there are, and what fills each. A variable without a text of the operator's is filled
 * by its name.
 */
import type { CompiledText, TemplateSet } from '@tocsin/template'
import { z } from 'zod'
import type { Notification } from '../contract.ts'
import { type Texts, templateText } from '../templated.ts'
import { phrasesOf, severityWord } from '../text/phrases.ts'
import { cutPoints } from '../text/text.ts'
import { clockTime, type Language, shortTime, spanText } from '../text/time.ts'
import { severityRank, viewOf } from '../view.ts'
import { fitValue } from './fit.ts'

const BUILT_IN = ['status', 'severity', 'title', 'service', 'value', 'time', 'count', 'content'] as const
type BuiltIn = (typeof BUILT_IN)[number]

export interface Variable {
  readonly name: string
  readonly fill: { readonly kind: 'own'; readonly as: BuiltIn } | { readonly kind: 'text'; readonly text: CompiledText }
}

const NAME_ALLOWED = 'is no name of a variable: a letter, then letters, digits and _, 20 at most'

/** `standard` names the variables of the text that docs/channels asks to file. */
export function variables(templates: TemplateSet, standard: readonly BuiltIn[]) {
  return z
    .record(
      z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,19}$/, { error: NAME_ALLOWED }),
      templateText(templates).nullable(),
    )
    .transform((given, context): readonly Variable[] =>
      Object.entries(given).flatMap(([name, text]): Variable[] => {
        if (text !== null) return [{ name, fill: { kind: 'text', text } }]
        const as = BUILT_IN.find((one) => one === name)
        if (as) return [{ name, fill: { kind: 'own', as } }]
        const message = `needs a text; without one only these names are known: ${BUILT_IN.join(', ')}`
        context.addIssue({ code: 'custom', path: [name], message })
        return []
      }),
    )
    .prefault(Object.fromEntries(standard.map((name) => [name, null])))
}

export interface VariableOptions {
  readonly language: Language
  readonly timeZone: string
  readonly spoken?: boolean
}

/** In the order of the settings; raw: `fitted` makes them fit. A test says so at the front of the first. */
export function valuesOf(
  variables: readonly Variable[],
  texts: Texts,
  notification: Notification,
  options: VariableOptions & { readonly together: readonly Notification[] },
): (readonly [name: string, value: string])[] {
  const own = ownValues(notification, options)
  const { mark } = viewOf(notification, options.language)
  return variables.map(({ name, fill }, index) => {
    const value = fill.kind === 'own' ? own[fill.as] : texts.text(`template_params.${name}`, fill.text, () => own.title)
    return [name, index === 0 ? mark + value : value]
  })
}

export function fitted(
  values: readonly (readonly [string, string])[],
  max: number,
  { language, spoken = false }: VariableOptions,
): (readonly [name: string, value: string])[] {
  const otherwise = language === 'zh' ? '无' : 'none'
  return values.map(([name, value]) => [name, fitValue(value, { max, language, spoken, otherwise })])
}

/** The text of a template with its variables filled, as `${name}` stand in it. */
export function filled(template: string, values: readonly (readonly [string, string])[]): string {
  const byName = new Map(values)
  return template.replace(/\$\{(\w+)\}/g, (match, name: string) => byName.get(name) ?? match)
}

function ownValues(
  notification: Notification,
  { language, timeZone, spoken = false, together }: VariableOptions & { readonly together: readonly Notification[] },
): Readonly<Record<BuiltIn, string>> {
  const zh = language === 'zh'
  const words = phrasesOf(language)
  const all = together.length > 1 ? together : [notification]
  const views = all.map((one) => viewOf(one, language))
  const [view = viewOf(notification, language)] = views
  const firing = views.filter(({ status }) => status === 'firing').length
  const services = [...new Set(views.flatMap((one) => one.services))].join(zh ? '、' : ', ')
  const severity = severityWord(view.severity, words) || (zh ? '未分级' : 'unrated')
  const startsAt = Math.min(...views.map((one) => one.startsAt))
  const own = titleOf(view.title) + (view.alerts.length > 1 ? words.times(view.alerts.length) : '')
  const title = all.length > 1 ? digestTitle(views, zh) : own
  const status = statusWord(notification, firing > 0, zh)
  const service = services === '' ? '' : zh ? `服务 ${services}` : `service ${services}`
  return {
    status,
    severity,
    title,
    service: services,
    value: all.length > 1 ? groupCounts(firing, all.length - firing, zh) : valueText(view, zh, language),
    time: spoken ? clockTime(startsAt, timeZone, 'zh') : shortTime(startsAt, timeZone),
    count: String(views.reduce((sum, one) => sum + one.alerts.length, 0)),
    content: [
      spokenStatus(severityRank(view.alerts) < 3 && firing > 0 ? severity : '', firing > 0 ? status : '', zh),
      title,
      service,
    ]
      .filter((part) => part !== '')
      .join(zh ? '，' : ', '),
  }
}

/** `status` is empty for what is over. */
function spokenStatus(severity: string, status: string, zh: boolean): string {
  if (status === '') return zh ? '告警恢复' : 'RESOLVED'
  if (severity === '') return status
  return zh ? `${severity}级别${status}` : `${severity} ${status}`
}

/** A summary is a sentence; here it stands inside one. */
function titleOf(title: string): string {
  return title.trim().replace(/[.。！!]+$/, '')
}

/** `5 组告警：A、B` with as many names as have room. */
function digestTitle(views: readonly { readonly title: string }[], zh: boolean): string {
  const names = views.map(({ title }) => cutPoints(titleOf(title), 12)).join(zh ? '、' : ', ')
  return zh ? `${views.length} 组告警：${names}` : `${views.length} groups: ${names}`
}

function groupCounts(firing: number, resolved: number, zh: boolean): string {
  const parts = [
    ...(firing > 0 ? [zh ? `${firing} 组未恢复` : `${firing} firing`] : []),
    ...(resolved > 0 ? [zh ? `${resolved} 组已恢复` : `${resolved} resolved`] : []),
  ]
  return parts.join(zh ? '，' : ', ')
}

/** Why this message exists, in the word that begins it. */
function statusWord({ escalation, acknowledgement, insteadOf }: Notification, firing: boolean, zh: boolean): string {
  if (!firing) return zh ? '恢复' : 'RESOLVED'
  if (acknowledgement) return zh ? '已认领告警' : 'ACKNOWLEDGED ALERT'
  if (escalation) return zh ? '无人认领告警' : 'UNACKNOWLEDGED ALERT'
  if (insteadOf) return zh ? '代收告警' : 'FALLBACK ALERT'
  return zh ? '告警' : 'ALERT'
}

function valueText(view: ReturnType<typeof viewOf>, zh: boolean, language: Language): string {
  if (view.endsAt === undefined) return view.value ?? ''
  const span = spanText(view.endsAt - view.startsAt, language)
  return zh ? `已恢复，历时 ${span}` : `normal again after ${span}`
}
