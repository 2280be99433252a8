/** Tocsin's own process table. Pure. docker-compose.yml names the same services, ports and variables. */

import { join } from 'node:path'
import type { ProcessSpec, Readiness } from '../spec.ts'
import { APP_CALLBACK_PATH, type Env, type Profile, routerChannels, SANDBOX_WECOM_KEY, sandboxOf } from './channels.ts'
import { DEFAULT_PORTS, portsOf, type ServiceName, type StackPorts } from './ports.ts'
import { type PostgresPlace, postgresSpec } from './postgres-spec.ts'
import { publicUrls } from './public-urls.ts'
import { type ValkeyPlace, valkeySpec } from './valkey-spec.ts'

export interface StackTableOptions {
  /** The repository. */
  readonly root: string
  readonly dataDir: string
  readonly profile: Profile
  readonly services: readonly ServiceName[]
  readonly binaries: {
    readonly node: string
    readonly prometheus?: { readonly command: string; readonly configFile: string }
    readonly postgres?: PostgresPlace
    readonly valkey?: ValkeyPlace
    readonly promtool?: string
  }
  /** The rules as people edit them. */
  readonly rulesDir: string
  /** As rendered: what the router reads. */
  readonly routerConfig: string
  readonly logRules: string
  readonly ports?: StackPorts
  readonly env: Env
}

const START_TIMEOUT_MS = 45_000

/** The chosen services that can run with what was found. Start order comes from `dependsOn`, not from the place. */
export function stackTable(options: StackTableOptions): ProcessSpec[] {
  const { services, binaries } = options
  const present = services.filter(
    (name) =>
      (name !== 'prometheus' || binaries.prometheus !== undefined) &&
      (name !== 'postgres' || binaries.postgres !== undefined) &&
      (name !== 'valkey' || binaries.valkey !== undefined),
  )
  const ports = options.ports ?? DEFAULT_PORTS
  return present.map((name) => {
    const spec = specOf(name, { ...options, ports })
    return { ...spec, dependsOn: spec.dependsOn.filter((other) => present.some((service) => service === other)) }
  })
}

type Wired = StackTableOptions & { readonly ports: StackPorts }

function specOf(name: ServiceName, options: Wired): ProcessSpec {
  switch (name) {
    case 'postgres':
      return postgres(options)
    case 'valkey':
      return valkey(options)
    case 'prometheus':
      return prometheus(options)
    case 'router':
      return router(options)
    case 'sandbox':
      return nodeService(options, 'sandbox', {
        env: {
          TOCSIN_SANDBOX_LISTEN: local(options.ports.sandbox),
          TOCSIN_SANDBOX_SMTP_LISTEN: local(options.ports.smtp),
          TOCSIN_SANDBOX_WECOM_KEYS: SANDBOX_WECOM_KEY,
          TOCSIN_SANDBOX_WECOM_CALLBACK_URL: `http://${local(options.ports.router)}${APP_CALLBACK_PATH}`,
        },
        stopTimeoutMs: 4_000,
      })
    case 'shop':
      return nodeService(options, 'shop', {
        env: {
          TOCSIN_SHOP_LISTEN: local(options.ports.shop),
          TOCSIN_SHOP_FAULTS_LISTEN: local(options.ports.shopFaults),
          TOCSIN_SHOP_POOL_MAX: '10',
          TOCSIN_SHOP_DATABASE_URL: shopDatabaseUrl(options),
          ...shopCache(options),
        },
        dependsOn: ['postgres'],
        // Else a stop would be told as the loss of the cache.
        stopsBefore: ['valkey'],
        stopTimeoutMs: 3_000,
      })
    case 'load':
      return nodeService(options, 'load', {
        env: {
          TOCSIN_LOAD_LISTEN: local(options.ports.load),
          TOCSIN_LOAD_TARGET: `http://${local(options.ports.shop)}`,
          TOCSIN_LOAD_RATE: '30',
        },
        dependsOn: ['shop'],
        stopTimeoutMs: 2_000,
      })
    case 'rules':
      return rules(options)
  }
}

function shopDatabaseUrl({ binaries, ports }: Wired): string {
  const password = binaries.postgres ? `:${encodeURIComponent(binaries.postgres.password)}` : ''
  return `postgres://shop${password}@${local(ports.postgres)}/shop`
}

function shopCache({ binaries, ports }: Wired): Readonly<Record<string, string>> {
  const password = binaries.valkey && encodeURIComponent(binaries.valkey.password)
  return password === undefined ? {} : { TOCSIN_SHOP_CACHE_URL: `redis://:${password}@${local(ports.valkey)}` }
}

/** The user's, for every service. */
const TELEMETRY = new Set(['TOCSIN_TRACES_URL', 'TOCSIN_LOGS_URL', 'TOCSIN_ENVIRONMENT'])

interface NodeService {
  readonly env: Readonly<Record<string, string>>
  readonly args?: readonly string[]
  readonly dependsOn?: readonly string[]
  readonly stopsBefore?: readonly string[]
  readonly readyPath?: string
  readonly stopTimeoutMs: number
}

type NodeServiceName = 'sandbox' | 'router' | 'shop' | 'load' | 'rules'

/** The user's variables for this service win over ours, except listen addresses, which the port map decides. */
function nodeService(options: Wired, name: NodeServiceName, service: NodeService): ProcessSpec {
  const prefix = name === 'router' ? 'TOCSIN_' : `TOCSIN_${name.toUpperCase()}_`
  const own = pick(options.env, (key) => key.startsWith(prefix) || TELEMETRY.has(key))
  const listen = pick(service.env, (key) => key.endsWith('_LISTEN'))
  const url = `http://${local(options.ports[name])}${service.readyPath ?? '/healthz'}`
  // The router's own lines go to the user's collector, if there is one; never to itself.
  const logs =
    name !== 'router' && options.services.includes('router')
      ? { TOCSIN_LOGS_URL: `http://${local(options.ports.router)}/v1/logs` }
      : {}
  const telemetry = { TOCSIN_ENVIRONMENT: options.profile, ...logs }
  return {
    name,
    command: options.binaries.node,
    args: [join(options.root, 'services', name, 'src', 'main.ts'), ...(service.args ?? [])],
    env: { ...baseEnv(options.env), ...telemetry, ...service.env, ...own, ...listen },
    cwd: options.root,
    readiness: { kind: 'http', url, timeoutMs: START_TIMEOUT_MS },
    dependsOn: service.dependsOn ?? [],
    // At its end each sends its last log lines to the router, and would wait for one that is gone.
    ...(name === 'router' ? {} : { stopsBefore: ['router', ...(service.stopsBefore ?? [])] }),
    stopTimeoutMs: service.stopTimeoutMs,
    ports: portsOf(name, options.ports),
  }
}

function router(options: Wired): ProcessSpec {
  const { ports, profile } = options
  const urls = publicUrls(options.env, ports)
  const spec = nodeService(options, 'router', {
    env: {},
    args: [
      `--config.file=${options.routerConfig}`,
      `--storage.path=${join(options.dataDir, 'router')}`,
      `--web.listen-address=${local(ports.router)}`,
      `--web.external-url=${urls.router}`,
      ...(urls.grafana === undefined ? [] : [`--links.grafana=${urls.grafana}`]),
      `--rules.logs=${options.logRules}`,
      `--alerts.resend-period=${profile === 'demo' ? '10s' : '90s'}`,
    ],
    readyPath: '/-/ready',
    stopTimeoutMs: 8_000,
  })
  return { ...spec, env: { ...spec.env, ...routerEnv(options) } }
}

/** Needs neither router nor Prometheus for its start: it tells them once they are there. */
function rules(options: Wired): ProcessSpec {
  const { dataDir, ports, services, binaries } = options
  const urls = publicUrls(options.env, ports)
  const urlOf = (name: 'router' | 'prometheus'): string =>
    services.includes(name) ? `http://${local(ports[name])}` : ''
  const spec = nodeService(options, 'rules', { env: {}, stopTimeoutMs: 3_000 })
  const wiring = {
    TOCSIN_RULES_LISTEN: local(ports.rules),
    TOCSIN_RULES_FROM: options.rulesDir,
    TOCSIN_RULES_TO: join(dataDir, 'rules'),
    TOCSIN_RULES_PROFILE: options.profile,
    TOCSIN_RULES_ROUTER_URL: urlOf('router'),
    TOCSIN_RULES_PROMETHEUS_URL: urlOf('prometheus'),
    TOCSIN_RULES_PROMTOOL: binaries.promtool ?? '',
    TOCSIN_EXTERNAL_URL: urls.router,
    TOCSIN_GRAFANA_URL: urls.grafana ?? '',
  }
  // The same variables as the router's: the check judges router.yml with them. Ours last: `npm start` has rendered so already.
  return { ...spec, env: { ...spec.env, ...routerEnv(options), ...wiring } }
}

/** The `TOCSIN_*` variables that router.yml may name: the user's, and the sandbox's where the user has none. */
export function routerEnv(options: Pick<Wired, 'env' | 'profile' | 'services' | 'ports'>): Record<string, string> {
  const { profile, env, services, ports } = options
  return {
    ...pick(env, (key) => key.startsWith('TOCSIN_')),
    ...routerChannels(profile, env, services.includes('sandbox') ? sandboxOf(ports) : undefined).env,
  }
}

function prometheus(options: Wired): ProcessSpec {
  const { ports, dataDir, profile, binaries } = options
  const readiness: Readiness = {
    kind: 'http',
    url: `http://${local(ports.prometheus)}/-/ready`,
    timeoutMs: START_TIMEOUT_MS,
  }
  return {
    name: 'prometheus',
    command: binaries.prometheus?.command ?? 'prometheus',
    args: [
      `--config.file=${binaries.prometheus?.configFile}`,
      `--storage.tsdb.path=${join(dataDir, 'prometheus', 'data')}`,
      '--storage.tsdb.retention.time=3d',
      `--web.listen-address=${local(ports.prometheus)}`,
      // For the links in its alerts; else it takes the name of the machine. Its paths stay, whatever people's address adds.
      `--web.external-url=${publicUrls(options.env, ports).prometheus}`,
      '--web.route-prefix=/',
      '--web.enable-lifecycle',
      '--enable-feature=exemplar-storage',
      // How often it repeats a firing alert; the router's --alerts.resend-period goes with it.
      `--rules.alert.resend-delay=${profile === 'demo' ? '5s' : '1m'}`,
    ],
    env: baseEnv(options.env),
    cwd: dataDir,
    readiness,
    dependsOn: [],
    stopTimeoutMs: 6_000,
    ports: portsOf('prometheus', ports),
  }
}

function postgres({ binaries, ports }: Wired): ProcessSpec {
  if (!binaries.postgres) throw new Error('postgres is in the table without its place')
  return postgresSpec(binaries.postgres, ports.postgres)
}

function valkey({ binaries, ports }: Wired): ProcessSpec {
  if (!binaries.valkey) throw new Error('valkey is in the table without its place')
  return valkeySpec(binaries.valkey, ports.valkey)
}

/** npm's variables and ours stay behind: each service gets what is meant for it, and no other service's secrets. */
function baseEnv(env: Env): Readonly<Record<string, string>> {
  return pick(env, (key) => !key.startsWith('npm_') && !key.startsWith('TOCSIN_'))
}

function pick(env: Env, wanted: (key: string) => boolean): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([key, value]) =>
      value !== undefined && value !== '' && wanted(key) ? [[key, value]] : [],
    ),
  )
}

function local(port: number): string {
  return `127.0.0.1:${port}`
}
