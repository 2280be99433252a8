/** The rules in force: checked, rendered copies of `alert-rules/`, so that a broken edit never reaches Prometheus or the router. */
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ConfigProblems, codeOf, parseBaseUrl, parseOptionalBaseUrl, readVariables } from '@tocsin/kit'
import { type Addresses, fillAddresses } from './addresses.ts'
import { capDurations, DEMO_CAPS } from './caps.ts'
import { readRules } from './check.ts'
import { PEOPLE_FILE } from './people/beside.ts'
import { FOLDERS, type RulesFile } from './read.ts'
import type { Env } from './router/env.ts'
import type { ChannelSchemas } from './router/receivers.ts'

/** `production` keeps all durations; `demo` shortens them, see caps.ts. */
export type Profile = 'production' | 'demo'

export interface RenderOptions {
  /** The folder that people edit. */
  readonly from: string
  /** The folder of the copies; it belongs to the renderer, and files that are gone from `from` are removed. */
  readonly to: string
  readonly profile: Profile
  /** The router's address as people reach it, for `runbook_url`. */
  readonly externalUrl?: string
  /** Grafana's, for `dashboard_url`. Unset or empty: those annotations are left out of the copies. */
  readonly grafanaUrl?: string | undefined
  /** Given: the variables that router.yml needs must be set. Their values are never written into the copy. */
  readonly env?: Env
  readonly channels: ChannelSchemas
  /**
   * A further check, of the new copies before they replace the last good ones: a rejection leaves those, and is passed on.
   * A `*.rules.yml` there has the lines of its source, moved down by one.
   */
  readonly verify?: (stagedDir: string) => Promise<void>
}

/** Begins the names of folders with copies that are not in force yet; no reader's glob finds them. */
const STAGED = '.staged-'
const DEFAULT_EXTERNAL_URL = 'http://127.0.0.1:9093'

/**
 * Writes the copies and tells their paths. Throws ConfigProblems, OperatorError for an address that is none, or what `verify`
 * throws, with the last good copies untouched.
 */
export async function renderRules(options: RenderOptions): Promise<{ files: readonly string[] }> {
  const { from, to, env, channels } = options
  const addresses = addressesOf(options)
  const { files, problems } = await readRules(from, { env: env ?? {}, channels, requireEnv: env !== undefined })
  if (problems.length > 0) throw new ConfigProblems(problems)
  const rendered = files
    .filter(({ kind }) => kind !== 'test')
    .map((file) => ({ name: file.name, text: renderFile(file, options, addresses) }))
  const folders = new Set(['runbooks', ...rendered.map(({ name }) => dirname(name))])
  for (const folder of folders) await mkdir(join(to, folder), { recursive: true })
  await removeStaged(to)
  // Inside the target: a rename is atomic only within one file system, and `to` may be all of one.
  const temporary = await mkdtemp(join(to, STAGED))
  try {
    for (const folder of folders) await mkdir(join(temporary, folder), { recursive: true })
    for (const { name, text } of rendered) await writeFile(join(temporary, name), text)
    await options.verify?.(temporary)
    for (const { name } of rendered) await rename(join(temporary, name), join(to, name))
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
  await removeGone(to, new Set(rendered.map(({ name }) => name)))
  return { files: rendered.map(({ name }) => join(to, name)) }
}

/** Throws OperatorError that names every wrong one. */
function addressesOf({ externalUrl, grafanaUrl }: RenderOptions): Addresses {
  return readVariables(
    { TOCSIN_EXTERNAL_URL: externalUrl, TOCSIN_GRAFANA_URL: grafanaUrl },
    {
      externalUrl: { name: 'TOCSIN_EXTERNAL_URL', fallback: DEFAULT_EXTERNAL_URL, parse: parseBaseUrl },
      grafanaUrl: { name: 'TOCSIN_GRAFANA_URL', fallback: '', parse: parseOptionalBaseUrl },
    },
  )
}

function renderFile({ name, kind, text }: RulesFile, options: RenderOptions, addresses: Addresses): string {
  if (kind === 'runbook' || kind === 'template' || kind === 'test') return text
  const filled = kind === 'router' || kind === 'people' ? text : fillAddresses(text, addresses)
  const capped = options.profile === 'demo' && kind !== 'people' ? capDurations(filled, kind, DEMO_CAPS) : filled
  const source = join(options.from, name)
  return `# Rendered from ${source} (profile ${options.profile}). Edit that file: this copy will be overwritten.\n${capped}`
}

/** Copies whose source is gone would otherwise stay in force for ever. Other files are left alone. */
async function removeGone(to: string, current: ReadonlySet<string>): Promise<void> {
  const top = (await readdir(to)).filter((name) => name === PEOPLE_FILE || /\.(?:rules|logs)\.yml$/.test(name))
  const ours = [...top]
  for (const [folder, ending] of Object.entries(FOLDERS)) {
    const inside = (await namesIn(join(to, folder))).filter((name) => name.endsWith(ending))
    ours.push(...inside.map((name) => `${folder}/${name}`))
  }
  for (const name of ours) if (!current.has(name)) await rm(join(to, name))
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}

/** What a renderer left that was killed. */
async function removeStaged(to: string): Promise<void> {
  for (const name of await readdir(to)) {
    if (name.startsWith(STAGED)) await rm(join(to, name), { recursive: true, force: true })
  }
}
