import type { TemplateSet } from '@tocsin/template'
import { z } from 'zod'
import { basicAuthorization } from '../../http-config.ts'
import { type TlsConfig, tlsConfig } from '../../tls.ts'
import { baseUrl, bySeverity, type FieldValue, fieldValues, filledText, names, secret } from '../fields.ts'

export interface JiraConfig {
  readonly kind: 'jira'
  /** Without a trailing slash and without `/rest`. */
  readonly url: string
  /** Cloud: API version 3, ADF, search by `search/jql`. Data Center: version 2, wiki text, `search`. */
  readonly api: 'cloud' | 'datacenter'
  readonly authorization: string
  /** Not to be shown: the token, and the header that holds it. */
  readonly secrets: readonly string[]
  readonly tls: TlsConfig
  readonly project: string
  readonly issueType: string
  readonly labels: readonly string[]
  readonly components: readonly string[]
  /** Severity → name of a priority. */
  readonly priority: Readonly<Record<string, string>>
  /** Cloud: an account id. Data Center: a user name. */
  readonly assignee: string | undefined
  readonly fields: readonly (readonly [string, FieldValue])[]
  /** Name or id of a transition, or name of the status it leads to. Undefined: the first that fits. */
  readonly closeBy: string | undefined
  readonly reopenBy: string | undefined
  /** Set with the closing transition, where it has that field. */
  readonly resolution: string | undefined
  /** Resolutions and statuses, in small letters, after which nothing is opened again. */
  readonly wontFix: readonly string[]
}

const label = filledText.regex(/^\S+$/, { error: 'must have no spaces, which Jira refuses in labels' })

const WONT_FIX = ["Won't Fix", "Won't Do", 'Wont Do', 'Declined', '不修复', '不予处理', '无需处理']

/** What Tocsin fills itself. */
const OWN_FIELDS = ['project', 'issuetype', 'summary', 'description', 'labels', 'components', 'priority', 'assignee']

export function jiraFields(templates: TemplateSet) {
  return {
    url: baseUrl,
    api: z.enum(['cloud', 'datacenter'], { error: 'must be cloud or datacenter' }).optional(),
    username: filledText.optional(),
    token: secret,
    tls_config: tlsConfig.prefault({}),
    project: filledText,
    issue_type: filledText,
    labels: z.array(label, { error: 'must be a list of labels' }).default([]),
    components: names,
    priority: bySeverity(filledText),
    assignee: filledText.optional(),
    fields: fieldValues(templates),
    transitions: z.strictObject({ close: filledText.optional(), reopen: filledText.optional() }).prefault({}),
    resolution: filledText.optional(),
    wont_fix: z.array(filledText, { error: 'must be a list of resolutions' }).default(WONT_FIX),
  }
}

type Fields = z.output<z.ZodObject<ReturnType<typeof jiraFields>>>

export function jiraOf(all: Fields, context: z.core.$RefinementCtx): JiraConfig {
  const { url, username, token, project, labels, components, priority, assignee, fields, resolution } = all
  const api = all.api ?? (/(?:^|\.)atlassian\.(?:net|com)$/.test(new URL(url).hostname) ? 'cloud' : 'datacenter')
  if (api === 'cloud' && username === undefined) {
    const message = 'is missing: Jira Cloud logs in with the e-mail address of an account and its API token'
    context.addIssue({ code: 'custom', path: ['username'], message })
  }
  for (const [name] of fields.filter(([field]) => OWN_FIELDS.includes(field))) {
    const message = 'is filled by Tocsin itself; it has a setting of its own, or "title", "description"'
    context.addIssue({ code: 'custom', path: ['fields', name], message })
  }
  const authorization = username === undefined ? `Bearer ${token}` : basicAuthorization(username, token)
  return {
    kind: 'jira',
    ...{ url, api, authorization, project, labels, components, priority, assignee, fields, resolution },
    secrets: [token, authorization, authorization.replace(/^\w+ /, '')],
    tls: all.tls_config,
    issueType: all.issue_type,
    closeBy: all.transitions.close,
    reopenBy: all.transitions.reopen,
    wontFix: all.wont_fix.map((name) => name.toLowerCase()),
  }
}
