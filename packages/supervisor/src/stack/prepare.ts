/** From options to a process table: find or fetch programs, render what they read, prepare the database. */

import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { STATUS_FILE } from '@tocsin/rules'
import { promtoolOf, verifyMetricRules } from '@tocsin/rules/promtool'
import type { ProcessSpec } from '../spec.ts'
import type { Env, Profile } from './channels.ts'
import { prepareCluster } from './cluster.ts'
import { type Debian, debian } from './debian.ts'
import { makeHome, unprivilegedOwner } from './owner.ts'
import type { ServiceName, StackPorts } from './ports.ts'
import { findPostgres } from './postgres.ts'
import type { PostgresPlace } from './postgres-spec.ts'
import type { Found } from './programs.ts'
import { findPrometheus, writePrometheusConfig } from './prometheus.ts'
import { publicUrls } from './public-urls.ts'
import { dropMissing, type LeftOut } from './select.ts'
import { routerEnv, stackTable } from './table.ts'
import { findValkey, prepareValkey } from './valkey.ts'

/**
 * Writes the rules in force into `to`; validates first and keeps the last good copy. Throws ConfigProblems with every
 * problem. `@tocsin/rules` has it.
 */
export type RenderRules = (options: {
  readonly from: string
  readonly to: string
  readonly profile: Profile
  /** The router's address as people reach it. */
  readonly externalUrl: string
  /** Grafana's; undefined where there is none. */
  readonly grafanaUrl: string | undefined
  /** As the router will have it, for `${ENV}` in router.yml. */
  readonly env: Env
  /** Called with the folder of the new copies, before they replace the last good ones; a rejection leaves those. */
  readonly verify: (stagedDir: string) => Promise<void>
}) => Promise<{ readonly files: readonly string[] }>

export interface PrepareOptions {
  readonly root: string
  readonly dataDir: string
  readonly rulesDir: string
  readonly profile: Profile
  readonly services: readonly ServiceName[]
  readonly ports: StackPorts
  readonly env: Env
  readonly renderRules: RenderRules
  readonly onNote: (note: string) => void
  readonly signal: AbortSignal
}

export interface Prepared {
  readonly table: readonly ProcessSpec[]
  readonly services: readonly ServiceName[]
  readonly leftOut: readonly LeftOut[]
}

export async function prepareStack(options: PrepareOptions): Promise<Prepared> {
  const { root, dataDir, rulesDir, profile, services, ports, env, signal, onNote } = options
  // Before anything is fetched: a wrong address is mended in a second.
  const urls = publicUrls(env, ports)
  const packages = debian({ stateDir: join(dataDir, 'apt'), env, onNote, signal })
  const rulesOut = join(dataDir, 'rules')
  const path = env['PATH']
  const finding = services.includes('prometheus')
    ? findPrometheus({ dataDir, path, debian: packages, onNote })
    : Promise.resolve(undefined)
  const [postgres, valkey, prometheus] = await Promise.all([
    services.includes('postgres') ? preparePostgres(options, packages) : undefined,
    services.includes('valkey') ? findValkey({ dataDir, path, debian: packages, onNote }) : undefined,
    finding,
    (['router', 'prometheus', 'rules'] as const).some((name) => services.includes(name))
      ? options.renderRules({
          from: rulesDir,
          to: rulesOut,
          profile,
          externalUrl: urls.router,
          grafanaUrl: urls.grafana,
          env: routerEnv({ env, profile, services, ports }),
          async verify(stagedDir) {
            const found = await finding
            if (!found?.ok) return
            const promtool = promtoolOf(found.value, path)
            await verifyMetricRules({ promtool, dir: stagedDir, rulesDir, onNote, signal })
          },
        })
      : undefined,
  ])
  const missing = [
    missingOf('postgres', postgres),
    missingOf('valkey', valkey),
    missingOf('prometheus', prometheus),
  ].flat()
  const kept = dropMissing(services, missing)
  const configFile = prometheus?.ok
    ? await writePrometheusConfig({ root, dataDir, ports, services: kept.services })
    : undefined
  // What an earlier run said of an edit: the start has just checked everything, and only the service may say otherwise.
  await rm(join(rulesOut, STATUS_FILE), { force: true })
  const rendered = join(rulesOut, 'router.yml')
  const promtool = prometheus?.ok ? promtoolOf(prometheus.value, path) : undefined
  const table = stackTable({
    root,
    dataDir,
    profile,
    services: kept.services,
    binaries: {
      node: process.execPath,
      ...(prometheus?.ok && configFile !== undefined ? { prometheus: { command: prometheus.value, configFile } } : {}),
      ...(postgres?.ok ? { postgres: postgres.value } : {}),
      ...(valkey?.ok ? { valkey: prepareValkey(valkey.value, { dataDir, port: ports.valkey }) } : {}),
      ...(promtool === undefined ? {} : { promtool }),
    },
    rulesDir,
    routerConfig: existsSync(rendered) ? rendered : join(rulesDir, 'router.yml'),
    logRules: join(rulesOut, '*.logs.yml'),
    ports,
    env,
  })
  return { table, ...kept }
}

async function preparePostgres(
  { dataDir, env, onNote, signal }: PrepareOptions,
  packages: Debian | undefined,
): Promise<Found<PostgresPlace>> {
  const owner = unprivilegedOwner()
  const home = makeHome(dataDir, owner)
  if (!home.startsWith(dataDir)) onNote(`PostgreSQL's user cannot reach ${dataDir}, so its files are in ${home}.`)
  const programs = await findPostgres({
    path: env['PATH'],
    debian: packages,
    packagesDir: join(home, 'packages'),
    onNote,
  })
  if (!programs.ok) return programs
  const secretsFile = join(dataDir, 'secrets.json')
  return { ok: true, value: await prepareCluster({ programs: programs.value, home, owner, secretsFile, signal }) }
}

function missingOf(name: ServiceName, found: Found<unknown> | undefined): LeftOut[] {
  return found && !found.ok ? [{ name, reason: found.remedy }] : []
}
