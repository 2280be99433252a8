/** An alertmanager.yml that speaks to PrometheusAlert, and its templates, as a router.yml that needs it no more. Pure. */
import type { Problem } from '@tocsin/kit'
import { wantedBy } from './address.ts'
import type { Conf } from './conf.ts'
import type { GivenTemplate } from './given-templates.ts'
import { KNOWN_TYPES, nativesOf } from './natives.ts'
import { type FoundWebhook, rewriteWebhooks, withTemplates } from './rewrite.ts'
import { Secrets, type Variable } from './secrets.ts'
import { convertTemplate } from './template.ts'

const TEMPLATE_FILE = 'templates/prometheusalert.tmpl'

export interface MigrateInput {
  readonly file: string
  readonly text: string
  readonly templates: readonly GivenTemplate[]
  readonly conf: Conf
}

export interface Migrated {
  /** By name, relative to the folder of the result. */
  readonly files: Readonly<Record<string, string>>
  readonly webhooks: number
  /** Converted, by name. */
  readonly templates: readonly string[]
  readonly variables: readonly Variable[]
  /** What could not be taken, or is otherwise than before. */
  readonly notes: readonly Problem[]
}

export function migrate({ file, text, templates, conf }: MigrateInput): Migrated {
  const secrets = new Secrets()
  const notes: Problem[] = []
  const used = new Set<string>()
  const note = (at: { readonly line: number; readonly column: number }, message: string, where = file) => {
    notes.push({ file: where, line: at.line, column: at.column, path: '', message })
  }
  let webhooks = 0
  const addressOf = ({ url }: FoundWebhook['settings']) => (typeof url === 'string' ? wantedBy(url) : undefined)
  const replace = (webhook: FoundWebhook) => {
    const wanted = addressOf(webhook.settings)
    if (!wanted) return undefined
    const made = nativesOf(wanted, {
      ...{ conf, secrets, place: `${file}:${webhook.line}` },
      hasTemplate: (name) => templates.some((template) => template.name === name),
    })
    if (!made) {
      note(
        webhook,
        `type "${wanted.type}" has no channel here, so the webhook stays; known are ${KNOWN_TYPES.join(', ')}`,
      )
      return undefined
    }
    webhooks++
    used.add(wanted.tpl)
    for (const message of [...made.notes, ...differences(webhook)]) note(webhook, message)
    const resolved = webhook.settings['send_resolved']
    const carried = resolved === undefined ? {} : { send_resolved: resolved }
    return made.entries.map(({ key, fields }) => ({ key, fields: { ...fields, ...carried } }))
  }
  const rewritten = rewriteWebhooks(text, file, { concerns: (settings) => addressOf(settings) !== undefined, replace })
  for (const one of rewritten.untaken) note(one, one.message)
  const taken = templates.filter(({ name }) => used.has(name))
  const converted = taken.map((template) => {
    const { text: definition, untaken } = convertTemplate(template.name, template.text, template.html)
    for (const one of untaken) note(one, one.message, template.file)
    if (/index\s+\.alerts\s+0/.test(template.text)) {
      note(
        { line: 1, column: 1 },
        'shows the first alert only: PrometheusAlert sent one message for each, Tocsin one for each group',
        template.file,
      )
    }
    return definition
  })
  const [routerText, more] =
    converted.length === 0
      ? [rewritten.text, {}]
      : [withTemplates(rewritten.text, file, 'templates/*.tmpl'), { [TEMPLATE_FILE]: converted.join('\n') }]
  return {
    files: { 'router.yml': routerText, ...more, 'tocsin.env.example': envExample(secrets.variables) },
    webhooks,
    templates: taken.map(({ name }) => name),
    variables: secrets.variables,
    notes,
  }
}

/** What was said of the webhook and has no place in our channels. */
function differences({ settings }: FoundWebhook): string[] {
  const lost = Object.keys(settings).filter((key) => !['url', 'send_resolved'].includes(key))
  return lost.length > 0 ? [`of the webhook, this is not taken over: ${lost.join(', ')}`] : []
}

function envExample(variables: readonly Variable[]): string {
  return [
    '# Variables of router.yml. Fill in, and keep this file away from others: these are secrets.',
    ...variables.flatMap(({ name, from }) => ['', `# ${from}`, `${name}=`]),
    '',
  ].join('\n')
}
