/** One entry of `ticket_configs`. What belongs to one system only is in its own folder. */
import type { CompiledText, TemplateSet } from '@tocsin/template'
import { z } from 'zod'
import { type CommonConfig, commonFields, commonOf, duration, flag } from '../config.ts'
import { defaultTemplates, templateText } from '../templated.ts'
import { type GithubConfig, githubFields, githubOf } from './github/config.ts'
import { type JiraConfig, jiraFields, jiraOf } from './jira/config.ts'
import { type WebhookTickets, webhookFields, webhookOf } from './webhook/config.ts'
import { type ZentaoConfig, zentaoFields, zentaoOf } from './zentao/config.ts'

type SystemConfig = WebhookTickets | JiraConfig | GithubConfig | ZentaoConfig

export interface TicketConfig extends CommonConfig {
  readonly updateIntervalMs: number
  /** `auto`: yes for tickets from metrics, no for those from logs, which hold lines that somebody must look at. */
  readonly closeOnEnd: 'auto' | boolean
  /** How long after its end a ticket that we closed is opened again; 0: never, another one follows. */
  readonly reopenWindowMs: number
  /** What a person has closed, opened or moved is neither opened nor closed by us. */
  readonly respectHumans: boolean
  /** Who takes the alert becomes the assignee. */
  readonly assignsOnAcknowledge: boolean
  /** Instead of our own, as is `description`; notes and ends stay our own. */
  readonly title: CompiledText | undefined
  readonly description: CompiledText | undefined
  readonly system: SystemConfig
}

const SYSTEMS = ['webhook', 'jira', 'github', 'zentao'] as const
/** A ticket takes up to six calls in a row, and must be over before the router takes the delivery for lost (two minutes). */
const MAX_TIMEOUT_MS = 15_000
const YEAR_MS = 31_536_000_000

function sharedFields(templates: TemplateSet, reopenWindow: string) {
  return {
    ...commonFields('en', '5s'),
    update_interval: duration(0, 86_400_000).prefault('5m'),
    close_on_end: z.union([z.literal('auto'), z.boolean()], { error: 'must be auto, true or false' }).default('auto'),
    reopen_window: duration(0, YEAR_MS).prefault(reopenWindow),
    respect_humans: flag.default(true),
    assign_on_acknowledge: flag.default(true),
    title: templateText(templates).optional(),
    description: templateText(templates).optional(),
  }
}

type Shared = z.output<z.ZodObject<ReturnType<typeof sharedFields>>>

/** Without `system` it is the generic one, which the first files meant. */
export function ticketSchema(templates: TemplateSet = defaultTemplates()): z.ZodType<TicketConfig> {
  const quick = { ...sharedFields(templates, '1d'), timeout: duration(100, MAX_TIMEOUT_MS).prefault('5s') }
  const webhook = z
    .strictObject({
      system: z.literal('webhook').default('webhook'),
      ...sharedFields(templates, '0s'),
      ...webhookFields,
    })
    .transform((all) => configOf(all, webhookOf(all)))
  const jira = z
    .strictObject({ system: z.literal('jira'), ...quick, ...jiraFields(templates) })
    .transform((all, context) => configOf(all, jiraOf(all, context)))
  const github = z
    .strictObject({ system: z.literal('github'), ...quick, ...githubFields })
    .transform((all) => configOf(all, githubOf(all)))
  const zentao = z
    .strictObject({ system: z.literal('zentao'), ...quick, ...zentaoFields(templates) })
    .transform((all) => configOf(all, zentaoOf(all)))
  const schemas = { webhook, jira, github, zentao }
  return z.unknown().transform((value, context): TicketConfig => {
    const named = systemNamed(value)
    const system = SYSTEMS.find((one) => one === named)
    if (system === undefined) {
      context.addIssue({ code: 'custom', path: ['system'], message: `must be one of ${SYSTEMS.join(', ')}` })
      return z.NEVER
    }
    const parsed = schemas[system].safeParse(value)
    if (parsed.success) return parsed.data
    for (const issue of parsed.error.issues) context.addIssue({ ...issue })
    return z.NEVER
  })
}

function systemNamed(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'system' in value ? value.system : 'webhook'
}

function configOf(all: Shared, system: SystemConfig): TicketConfig {
  return {
    ...commonOf(all),
    updateIntervalMs: all.update_interval,
    closeOnEnd: all.close_on_end,
    reopenWindowMs: all.reopen_window,
    respectHumans: all.respect_humans,
    assignsOnAcknowledge: all.assign_on_acknowledge,
    title: all.title,
    description: all.description,
    system,
  }
}
