/** docker-compose.yml: what it promises about every container, and that `npm start` runs the same things. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { routerChannels, SANDBOX_APP } from '../packages/supervisor/src/stack/channels.ts'
import { DEFAULT_PORTS, SERVICES } from '../packages/supervisor/src/stack/ports.ts'
import { stackTable } from '../packages/supervisor/src/stack/table.ts'
import { SANDBOX_APP as played } from '../services/sandbox/src/wecom-app/settings.ts'
import { type ComposeService, readComposeFile, readEnvFile } from './support/compose-file.ts'

const compose = readComposeFile()
const services = Object.entries(compose.services)
const of = (name: string): ComposeService => {
  const service = compose.services[name]
  if (!service) throw new Error(`docker-compose.yml has no service ${name}`)
  return service
}
const offenders = (wrong: (service: ComposeService, name: string) => boolean): string[] =>
  services.filter(([name, service]) => wrong(service, name)).map(([name]) => name)

describe('every container', () => {
  test('has a folder of its name', () => {
    expect(offenders((_, name) => !existsSync(`services/${name}`))).toEqual([])
  })

  test('publishes on loopback only', () => {
    const published = services.flatMap(([, { ports = [] }]) => ports)
    expect(published.length).toBeGreaterThan(10)
    expect(published.filter((port) => !/^127\.0\.0\.1:\d+:\d+$/.test(port))).toEqual([])
  })

  test('writes nowhere but to its volumes, has no capability and a memory limit', () => {
    const confined = ({ read_only, cap_drop, security_opt, mem_limit }: ComposeService): boolean =>
      read_only === true &&
      cap_drop?.join() === 'ALL' &&
      security_opt?.join() === 'no-new-privileges:true' &&
      /^\d+m$/.test(mem_limit ?? '')
    expect(offenders((service) => !confined(service))).toEqual([])
  })

  test('is not root', () => {
    // Those whose image names another user itself: ours by the Dockerfile, the others by their makers.
    const byImage = ['prometheus', 'grafana', 'loki', 'tempo', 'collector']
    expect(readFileSync('Dockerfile', 'utf8')).toMatch(/\nUSER node\n/)
    expect(offenders(({ user, build }, name) => !user && !build && !byImage.includes(name))).toEqual([])
    expect(offenders(({ user }) => /^(0|root)\b/.test(user ?? ''))).toEqual([])
  })

  test('has a pinned version', () => {
    expect(offenders(({ image }) => !/:v?\d+\.\d+(\.\d+)?$/.test(image))).toEqual([])
  })

  test('comes from TOCSIN_REGISTRY when that is set', () => {
    const mirrored = readComposeFile({ TOCSIN_REGISTRY: 'mirror.example/' }).services
    const elsewhere = Object.entries(mirrored).filter(([, { image, build }]) =>
      [image, build?.args['NODE_IMAGE'], build?.args['PROMETHEUS_IMAGE']].some(
        (one) => one && !one.startsWith('mirror.example/') && !one.startsWith('tocsin'),
      ),
    )
    expect(elsewhere).toEqual([])
  })

  test('tells whether it is well, where its image can', () => {
    expect(offenders(({ healthcheck }) => !healthcheck)).toEqual(['secrets', 'collector'])
  })

  test('waits until what it needs is healthy', () => {
    const wrong = services.flatMap(([name, { depends_on = {} }]) =>
      Object.entries(depends_on)
        .filter(
          ([other, { condition }]) =>
            condition !== (of(other).healthcheck ? 'service_healthy' : 'service_completed_successfully'),
        )
        .map(([other]) => `${name} -> ${other}`),
    )
    expect(wrong).toEqual([])
  })

  test('belongs to the profile full; to the profile router: the router and what it needs', () => {
    expect(offenders(({ profiles }) => !profiles?.includes('full'))).toEqual([])
    expect(offenders(({ profiles }) => profiles?.includes('router') === true)).toEqual(['rules', 'router'])
    const needs = Object.keys(of('router').depends_on ?? {})
    expect(needs.filter((name) => !of(name).profiles?.includes('router'))).toEqual([])
    expect(readFileSync('.env', 'utf8')).toMatch(/^COMPOSE_PROFILES=full$/m)
  })
})

test('a volume that is mounted is declared, and the other way round', () => {
  const mounted = services.flatMap(([, { volumes = [] }]) =>
    volumes.flatMap((volume) => (typeof volume === 'string' ? volume.split(':')[0] : volume.source) ?? []),
  )
  const named = mounted.filter((source) => /^[a-z-]+$/.test(source))
  expect([...new Set(named)].toSorted()).toEqual(Object.keys(compose.volumes).toSorted())
  expect(mounted.filter((source) => source.startsWith('./') && !existsSync(source))).toEqual([])
})

test('a folder can take the place of the rules in force', () => {
  const inForce = readComposeFile({ TOCSIN_RULES_IN_FORCE: './in-force' }).services
  const mounts = Object.entries(inForce).flatMap(([name, { volumes = [] }]) =>
    volumes
      .filter((volume) => typeof volume === 'string' && volume.startsWith('./in-force:'))
      .map((to) => `${name} ${to}`),
  )
  // Docker refuses a folder with an option of volumes, such as nocopy.
  expect(mounts.toSorted()).toEqual([
    'prometheus ./in-force:/rules:ro',
    'router ./in-force:/rules:ro',
    'rules ./in-force:/rules',
  ])
})

test('no password is written in it', () => {
  const settings = services.flatMap(([, { environment = {} }]) => Object.entries(environment))
  expect(settings.filter(([name]) => /PASSWORD|SECRET|TOKEN/.test(name) && !/_FILE$/.test(name))).toEqual([])
  expect(compose.text).not.toMatch(/:\/\/[^/\s:@]+:[^/\s:@]+@/)
})

describe('the image', () => {
  const dockerfile = readFileSync('Dockerfile', 'utf8')

  test('has the same bases as docker-compose.yml', () => {
    const args = Object.fromEntries(
      [...dockerfile.matchAll(/^ARG (\w+)=(\S*)$/gm)].map(([, name, value]) => [name, value]),
    )
    expect(of('router').build?.args).toEqual(args)
  })

  test('knows the manifest of every workspace', () => {
    const copied = [...dockerfile.matchAll(/^COPY (\S+)package\.json \1$/gm)].map(([, folder]) => folder)
    const manifests = globSync('{packages,services}/*/package.json').concat('cli/package.json', 'web/package.json')
    expect(copied.toSorted()).toEqual([...manifests.map((file) => `${posix.dirname(file)}/`), 'dashboards/'].toSorted())
  })
})

describe('npm start and docker compose', () => {
  const postgres = { postgres: '/pg', dataDir: '/d', socketDir: '/s', password: 'p' }
  const table = stackTable({
    root: '/r',
    dataDir: '/d',
    profile: 'demo',
    services: SERVICES,
    binaries: {
      node: '/node',
      prometheus: { command: '/prometheus', configFile: '/c' },
      postgres,
      valkey: { command: '/valkey', folder: '/f', configFile: '/v', password: 'p' },
    },
    rulesDir: '/alert-rules',
    routerConfig: '/router.yml',
    logRules: '/*.logs.yml',
    env: {
      TOCSIN_TRACES_URL: 'http://127.0.0.1:4318/v1/traces',
      TOCSIN_LOGS_URL: 'http://127.0.0.1:4318/v1/logs',
      TOCSIN_EXTERNAL_URL: 'http://127.0.0.1:9093',
      TOCSIN_GRAFANA_URL: 'http://127.0.0.1:3000',
    },
  })

  test('run the same services; containers add what has no local counterpart', () => {
    const local = table.map(({ name }) => name)
    const only = Object.keys(compose.services).filter((name) => !local.includes(name))
    expect(local.filter((name) => !compose.services[name])).toEqual([])
    expect(only.toSorted()).toEqual(['collector', 'grafana', 'loki', 'secrets', 'tempo'])
  })

  test('publish the same ports', () => {
    const published = (name: string): number[] => of(name).ports?.map((port) => Number(port.split(':')[1])) ?? []
    expect(table.map(({ name, ports }) => ({ name, ports: ports.toSorted() }))).toEqual(
      table.map(({ name }) => ({ name, ports: published(name).toSorted() })),
    )
    // A container listens on the port that is its own everywhere; only servers of others keep their usual one.
    const moved = services.flatMap(([name, { ports = [] }]) =>
      ports.filter((port) => port.split(':')[1] !== port.split(':')[2]).map(() => name),
    )
    expect(moved).toEqual(['postgres', 'valkey'])
    expect(Object.values(DEFAULT_PORTS)).toContain(15432)
  })

  test('hand the same variables to our services', () => {
    /** Passwords are files in containers, and inside the addresses by `npm start`; a container has promtool on its PATH. */
    const elsewhere = /_PASSWORD_FILE$|^TOCSIN_RULES_PROMTOOL$/
    const names = (env: Readonly<Record<string, string>>): string[] =>
      Object.keys(env)
        .filter((name) => name.startsWith('TOCSIN_') && !elsewhere.test(name))
        .toSorted()
    const channels = (service: ComposeService): string[] =>
      (service.env_file ?? [])
        .filter(({ path }) => existsSync(path))
        .flatMap(({ path }) =>
          [...readFileSync(path, 'utf8').matchAll(/^(TOCSIN_\w+)=/gm)].map(([, name]) => name ?? ''),
        )
    for (const { name, env } of table.filter(({ command }) => command === '/node')) {
      const inContainer = [...names(of(name).environment ?? {}), ...channels(of(name))]
      expect({ name, variables: inContainer.toSorted() }).toEqual({ name, variables: names(env) })
    }
  })

  test('lead the channels to the sandbox in the demo, and to nothing of ours in production', () => {
    const sandbox = { url: 'http://sandbox:8025', smarthost: 'sandbox:2525' }
    for (const profile of ['demo', 'production'] as const) {
      expect(channelsOf(profile)).toEqual(routerChannels(profile, {}, sandbox).env)
    }
  })

  test('name the application that the sandbox plays', () => {
    expect(SANDBOX_APP).toMatchObject({
      TOCSIN_WECOM_APP_CORP_ID: played.corpId,
      TOCSIN_WECOM_APP_AGENT_ID: String(played.agentId),
      TOCSIN_WECOM_APP_SECRET: played.secret,
      TOCSIN_WECOM_APP_CALLBACK_TOKEN: played.token,
      TOCSIN_WECOM_APP_AES_KEY: played.aesKey,
    })
  })

  test('never mix an endpoint of the user with what is only right for the sandbox', () => {
    const own = { TOCSIN_SMS_URL: 'https://sms.example.com', TOCSIN_SMTP_SMARTHOST: 'smtp.example.com:587' }
    expect(channelsOf('demo', own)).toMatchObject({ ...own, TOCSIN_SMS_TO: 'none', TOCSIN_SMTP_REQUIRE_TLS: 'true' })
    const { env } = routerChannels('demo', own, { url: 'http://sandbox:8025', smarthost: 'sandbox:2525' })
    expect(env).toMatchObject({ ...own, TOCSIN_SMTP_REQUIRE_TLS: 'true' })
    expect(env).not.toHaveProperty('TOCSIN_SMS_TO')
    const said = { ...own, TOCSIN_SMS_TO: '123456', TOCSIN_SMTP_REQUIRE_TLS: 'false' }
    expect(channelsOf('demo', said)).toMatchObject(said)
    // Only of a file that comes before it can another one know.
    expect(of('router').env_file?.map(({ path }) => path)).toEqual(['tocsin.env', 'services/router/channels.demo.env'])
  })

  const channelsOf = (profile: string, own: Readonly<Record<string, string>> = {}): Record<string, string> =>
    Object.fromEntries(
      Object.entries(readEnvFile(`services/router/channels.${profile}.env`, own)).filter(([name]) =>
        name.startsWith('TOCSIN_'),
      ),
    )
})
