/** The stack in containers: from a clean checkout, under a project name and on ports of its own. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { renderPrometheusConfig } from '../../packages/supervisor/src/stack/prometheus-config.ts'
import { freePorts } from './ports.ts'

const run = promisify(execFile)
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Whose image may be missing on a machine that reaches no container registry. Any other one missing is a failure. */
const MAY_BE_LEFT_OUT: readonly string[] = ['grafana', 'loki', 'tempo', 'collector']

/** Name of the url → the variable of docker-compose.yml that moves its port. */
const PORTS = {
  postgres: 'TOCSIN_POSTGRES_PORT',
  valkey: 'TOCSIN_VALKEY_PORT',
  sandbox: 'TOCSIN_SANDBOX_PORT',
  smtp: 'TOCSIN_SMTP_PORT',
  rules: 'TOCSIN_RULES_PORT',
  router: 'TOCSIN_ROUTER_PORT',
  prometheus: 'TOCSIN_PROMETHEUS_PORT',
  shop: 'TOCSIN_SHOP_PORT',
  faults: 'TOCSIN_FAULTS_PORT',
  load: 'TOCSIN_LOAD_PORT',
  collector: 'TOCSIN_COLLECTOR_PORT',
  loki: 'TOCSIN_LOKI_PORT',
  tempo: 'TOCSIN_TEMPO_PORT',
  grafana: 'TOCSIN_GRAFANA_PORT',
} as const

const UP_TIMEOUT_S = 180

/** Plain data, because it is handed from the setup of a run to its test files. */
export interface ComposeHandle {
  /** The checkout that runs; its alert-rules/ are the ones in force. */
  readonly dir: string
  readonly env: Readonly<Record<string, string>>
  readonly services: readonly string[]
  readonly leftOut: readonly string[]
  readonly urls: Readonly<Record<string, string>>
}

/** Resolves when every container is healthy; prints what it left out, and what the rest took. */
export async function startComposeStack(): Promise<ComposeHandle> {
  const dir = mkdtempSync(join(tmpdir(), 'tocsin-compose-'))
  await run('git', ['clone', '--quiet', '--no-hardlinks', ROOT, dir])
  const ports = await freePorts(Object.keys(PORTS) as (keyof typeof PORTS)[])
  const base = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    COMPOSE_PROJECT_NAME: `tocsin-e2e-${process.pid}`,
    ...(process.env['TOCSIN_REGISTRY'] ? { TOCSIN_REGISTRY: process.env['TOCSIN_REGISTRY'] } : {}),
    ...(process.env['TOCSIN_NPM_REGISTRY'] ? { TOCSIN_NPM_REGISTRY: process.env['TOCSIN_NPM_REGISTRY'] } : {}),
    ...Object.fromEntries(Object.entries(PORTS).map(([name, variable]) => [variable, String(ports[name as never])])),
  }
  const images = await imagesOf({ dir, env: base })
  const leftOut = await missing(images)
  console.log(`  left out, because their images cannot be had here: ${leftOut.join(', ') || 'none'}`)
  const forbidden = leftOut.filter((name) => !MAY_BE_LEFT_OUT.includes(name))
  if (forbidden.length > 0) throw new Error(`no image for ${forbidden.join(', ')}: the stack cannot run without`)

  const env = { ...base, ...without(leftOut), TOCSIN_PROMETHEUS_CONFIG: writePrometheusConfig(dir, leftOut) }
  const services = Object.keys(images).filter((name) => !leftOut.includes(name))
  const urls = Object.fromEntries(
    Object.entries(ports)
      .filter(([name]) => !leftOut.includes(name))
      .map(([name, port]) => [name, `http://127.0.0.1:${port}${name === 'faults' ? '/faults' : ''}`]),
  )
  const handle = { dir, env, services, leftOut, urls }
  try {
    await timed('the images are built', () => compose(handle, 'build', '--quiet'))
    await timed('every container is healthy', () =>
      compose(handle, 'up', '--detach', '--wait', '--wait-timeout', String(UP_TIMEOUT_S), ...services),
    )
    await report(handle)
  } catch (error) {
    console.error(await compose(handle, 'logs', '--tail', '20').catch(() => 'no logs'))
    await stopComposeStack(handle)
    throw error
  }
  return handle
}

export async function stopComposeStack(handle: ComposeHandle): Promise<void> {
  await compose(handle, 'down', '--volumes', '--timeout', '10')
  rmSync(handle.dir, { recursive: true, force: true })
}

/** What `TestStack` wants of a stack, besides its clients. */
export function controlsOf(handle: ComposeHandle) {
  return {
    rulesDir: join(handle.dir, 'alert-rules'),
    async killHard(name: string): Promise<void> {
      await compose(handle, 'kill', '--signal', 'SIGKILL', name)
      // Docker takes a kill for a wish, and starts only what ended by itself.
      await compose(handle, 'start', name)
    },
    async stopProcess(name: string): Promise<void> {
      await compose(handle, 'stop', name)
    },
    async startProcess(name: string): Promise<void> {
      await compose(handle, 'up', '--detach', '--wait', '--no-deps', '--no-recreate', name)
    },
  }
}

/** Gives back what it printed. */
export async function compose({ dir, env }: Pick<ComposeHandle, 'dir' | 'env'>, ...args: string[]): Promise<string> {
  const { stdout } = await run('docker', ['compose', ...args], { cwd: dir, env, maxBuffer: 16 * 1024 * 1024 })
  return stdout
}

/** Service → image; those of our own are built. */
async function imagesOf(stack: Pick<ComposeHandle, 'dir' | 'env'>): Promise<Record<string, string | undefined>> {
  const config = JSON.parse(await compose(stack, 'config', '--format', 'json')) as {
    services: Record<string, { image: string; build?: unknown }>
  }
  return Object.fromEntries(
    Object.entries(config.services).map(([name, { image, build }]) => [name, build ? undefined : image]),
  )
}

async function missing(images: Readonly<Record<string, string | undefined>>): Promise<string[]> {
  const found = await Promise.all(
    Object.entries(images).map(async ([name, image]) => ({ name, ok: image === undefined || (await has(image)) })),
  )
  return found.filter(({ ok }) => !ok).map(({ name }) => name)
}

async function has(image: string): Promise<boolean> {
  const docker = (...args: string[]) => run('docker', args, { timeout: 300_000 })
  return docker('image', 'inspect', image)
    .catch(() => docker('pull', '--quiet', image))
    .then(
      () => true,
      () => false,
    )
}

/** What sends to a service that is not there sends elsewhere or not at all, and nothing links to it. */
function without(leftOut: readonly string[]): Record<string, string> {
  return {
    ...(leftOut.includes('collector') ? { TOCSIN_TRACES_URL: '', TOCSIN_LOGS_URL: 'http://router:9093/v1/logs' } : {}),
    ...(leftOut.includes('grafana') ? { TOCSIN_GRAFANA_URL: '' } : {}),
  }
}

function writePrometheusConfig(dir: string, leftOut: readonly string[]): string {
  const text = readFileSync(join(dir, 'services', 'prometheus', 'prometheus.yml'), 'utf8')
  const file = join(dir, 'prometheus.e2e.yml')
  writeFileSync(
    file,
    renderPrometheusConfig(text, {
      targets: {},
      rulesGlob: '/rules/*.rules.yml',
      keepJob: (job) => !leftOut.includes(job),
    }),
  )
  return file
}

async function report(handle: ComposeHandle): Promise<void> {
  const ids = (await compose(handle, 'ps', '--quiet')).trim().split('\n')
  const { stdout } = await run('docker', ['stats', '--no-stream', '--format', '{{.Name}} {{.MemUsage}}', ...ids])
  const rows = stdout.trim().split('\n').toSorted()
  const mib = (text: string): number =>
    Number.parseFloat(text) * (text.includes('GiB') ? 1024 : text.includes('KiB') ? 1 / 1024 : 1)
  const used = rows.map((row) => mib(row.split(' ')[1] ?? ''))
  for (const row of rows) console.log(`    ${row.replace(`${handle.env['COMPOSE_PROJECT_NAME']}-`, '')}`)
  console.log(`  ${Math.round(used.reduce((sum, one) => sum + one, 0))} MiB of memory in ${rows.length} containers`)
  for (const image of ['tocsin:0.1.0', 'tocsin-rules:0.1.0']) {
    const { stdout: size } = await run('docker', ['image', 'inspect', '--format', '{{.Size}}', image])
    console.log(`  ${Math.round(Number(size) / 1e6)} MB  image ${image}`)
  }
}

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const startedAt = performance.now()
  await work()
  console.log(`  ${((performance.now() - startedAt) / 1000).toFixed(1).padStart(5)} s  ${what}`)
}
