/** `tocsin render`: what a receiver would send for alerts in a file, by a router.yml or by the router that runs. Nobody is told. */
import { readFileSync } from 'node:fs'
import { channelOf, channelSchemas, parseExample, type RegisteredChannel, renderExample } from '@tocsin/channels'
import { ConfigProblems, codeOf, type Env, messageOf, OperatorError } from '@tocsin/kit'
import { filesBeside, parseRouterConfig } from '@tocsin/rules'
import type { RenderAnswer } from '../explain/contract.ts'
import { plain } from '../explain/words.ts'
import type { RouterClient } from '../router-client.ts'
import { withPlaceholders } from './placeholders.ts'

/** Of links in messages, where no router says its own. */
const EXTERNAL_URL = 'http://127.0.0.1:9093'

export interface RenderArguments {
  readonly receiver: string
  /** JSON: an alert, or a list of alerts, as in Alertmanager's API v2; `-` is the standard input. */
  readonly alertFile: string
  /** A router.yml to try instead of asking the router. */
  readonly configFile: string | undefined
  readonly now: number
  readonly env: Env
  readonly client: () => RouterClient
  readonly print: (line: string) => void
}

/** Gives 0 when every channel has something to show. */
export async function render(options: RenderArguments): Promise<number> {
  const { receiver, configFile, print } = options
  const alerts = readAlerts(options.alertFile)
  const { answer, notes } =
    configFile === undefined ? await asked(options, alerts) : offline(options, configFile, alerts)
  if (answer.integrations.length === 0) print(`${plain(receiver)} has no channels: what goes there reaches nobody`)
  for (const integration of answer.integrations) for (const line of linesOf(integration)) print(line)
  for (const note of notes) print(note)
  return answer.integrations.length > 0 && answer.integrations.every(({ problem }) => problem === '') ? 0 : 1
}

interface Rendered {
  readonly answer: RenderAnswer
  /** About what is shown. */
  readonly notes: readonly string[]
}

async function asked({ client, receiver }: RenderArguments, alerts: unknown): Promise<Rendered> {
  const path = `/api/tocsin/receivers/${encodeURIComponent(receiver)}/render`
  return { answer: (await client().post(path, alerts)) as RenderAnswer, notes: [] }
}

function offline({ receiver, env, now }: RenderArguments, file: string, alerts: unknown): Rendered {
  const { config, schemas } = readConfig(file, env)
  const found = config.receivers.find(({ name }) => name === receiver)
  if (!found) {
    const known = config.receivers.map(({ name }) => name).join(', ')
    throw new OperatorError(`${file} has no receiver "${receiver}"; receivers: ${known}`)
  }
  const parsed = parseExample(alerts, now)
  if (!parsed.ok) throw new OperatorError(parsed.problems.join('\n'))
  const unset = new Set<string>()
  const integrations = found.integrations.flatMap(({ type, config: settings }) => {
    const channel = channelOf(type)
    const schema = schemas[type]
    if (!channel || !schema) return []
    if (isWhole(channel, settings)) return [{ channel, config: settings }]
    const filled = withPlaceholders(schema, settings)
    for (const name of filled?.unset ?? []) unset.add(name)
    return [{ channel, config: filled?.config ?? settings }]
  })
  const occasion = { receiver, alerts: parsed.alerts, externalUrl: EXTERNAL_URL, now }
  return {
    answer: { receiver, integrations: renderExample(integrations, occasion) },
    notes: unset.size === 0 ? [] : [`not set, and replaced by something made up: ${[...unset].join(', ')}`],
  }
}

function readConfig(file: string, env: Env) {
  const text = readText(file)
  // The very schemas that read the file: a channel knows again what its own gave.
  let schemas: ReturnType<typeof channelSchemas> = {}
  const channels: typeof channelSchemas = (templates) => {
    schemas = channelSchemas(templates)
    return schemas
  }
  const parsed = parseRouterConfig(text, { file, env, channels, requireEnv: false, files: filesBeside(file) })
  if (!parsed.ok) throw new ConfigProblems(parsed.problems)
  return { config: parsed.config, schemas }
}

/** All its variables were there. */
function isWhole(channel: RegisteredChannel, settings: unknown): boolean {
  try {
    channel.describe(settings)
    return true
  } catch {
    return false
  }
}

function readAlerts(file: string): unknown {
  const text = readText(file)
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch (error) {
    throw new OperatorError(`${file} is no JSON: ${messageOf(error)}`)
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (error) {
    throw new OperatorError(`${file} cannot be read: ${codeOf(error) ?? 'unknown error'}`)
  }
}

function linesOf({ channel, target, messages, problem }: RenderAnswer['integrations'][number]): string[] {
  const named = plain(target)
  if (problem !== '') return [`── ${named} ──`, `cannot be shown: ${plain(problem)}`, '']
  if (messages.length === 0) return [`── ${named} ──`, `${channel} would send nothing`, '']
  return messages.flatMap(({ format, fields, content }, index) => [
    `── ${named}, ${format}${messages.length > 1 ? `, ${index + 1} of ${messages.length}` : ''} ──`,
    ...Object.entries(fields).map(([name, value]) => `${plain(name)}: ${plain(value)}`),
    ...(Object.keys(fields).length > 0 ? [''] : []),
    ...content.split('\n').map(plain),
    '',
  ])
}
