/** A router and a sandbox, nothing else, with timers short enough for a test: the place to kill and to lie. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { routerClient, sandboxClient } from './clients.ts'
import { type DeadlyProxy, startDeadlyProxy } from './deadly-proxy.ts'
import { type Service, startService } from './service.ts'

const KEY = 'e2e-robot-c0de'

const ROUTER_YML = `
route:
  receiver: chat
  group_by: [alertname]
  group_wait: 300ms
  group_interval: 1s
  repeat_interval: 4h
  routes:
    - matchers: [tier="ticket"]
      receiver: tickets
    - matchers: [tier="closing"]
      receiver: closing-tickets
    - matchers: [tier="fragile"]
      receiver: fragile
    - matchers: [tier="climbing"]
      escalation: quick
escalation_policies:
  - name: quick
    steps: [{ after: 3s, receiver: sms }]
receivers:
  - name: fragile
    delivery: { fallback: { receiver: sms, after: 5s }, retry: { max: 1s } }
    wecom_robot_configs:
      - url: \${ROBOT_URL}
        timeout: 2s
  - name: sms
    sms_configs:
      - url: \${SMS_URL}
        to: '+8613800000001'
        timeout: 2s
  - name: chat
    wecom_robot_configs:
      - url: \${ROBOT_URL}
        timeout: 2s
  - name: tickets
    ticket_configs:
      - url: \${TICKET_URL}
        timeout: 2s
        close_on_end: false
        update_interval: 2s
  - name: closing-tickets
    ticket_configs:
      - url: \${TICKET_URL}
        timeout: 2s
        close_on_end: true
`

export interface BenchOfTwo {
  readonly sandbox: ReturnType<typeof sandboxClient>
  readonly proxy: DeadlyProxy
  /** The router that runs now. */
  router(): Service
  api(): ReturnType<typeof routerClient>
  /** SIGKILL, and back only when `startAgain` is called. */
  killRouter(): Promise<void>
  /** Waits for an end that somebody else caused. */
  routerGone(): Promise<void>
  startAgain(): Promise<void>
  stop(): Promise<void>
}

/** `resendPeriodMs`: how long silence proves nothing after a start. `routerArgs`: more flags for the router. */
export async function startBenchOfTwo(resendPeriodMs = 5_000, routerArgs: readonly string[] = []): Promise<BenchOfTwo> {
  const dir = mkdtempSync(join(tmpdir(), 'tocsin-e2e-'))
  const sandbox = await startService('sandbox', {
    env: {
      TOCSIN_SANDBOX_LISTEN: '127.0.0.1:0',
      TOCSIN_SANDBOX_SMTP_LISTEN: '127.0.0.1:0',
      TOCSIN_SANDBOX_WECOM_KEYS: KEY,
    },
  })
  const proxy = await startDeadlyProxy(sandbox.url)
  writeFileSync(join(dir, 'router.yml'), ROUTER_YML)
  const start = (): Promise<Service> =>
    startService('router', {
      args: [
        `--config.file=${join(dir, 'router.yml')}`,
        `--storage.path=${join(dir, 'data')}`,
        '--web.listen-address=127.0.0.1:0',
        `--alerts.resend-period=${resendPeriodMs}ms`,
        ...routerArgs,
      ],
      env: {
        ROBOT_URL: `${proxy.url}/cgi-bin/webhook/send?key=${KEY}`,
        TICKET_URL: `${proxy.url}/tickets`,
        SMS_URL: `${proxy.url}/sms/send`,
      },
    })
  let router = await start()
  return {
    sandbox: sandboxClient(sandbox.url),
    proxy,
    router: () => router,
    api: () => routerClient(router.url),
    async killRouter() {
      router.kill('SIGKILL')
      await router.gone()
    },
    routerGone: () => router.gone(),
    async startAgain() {
      router = await start()
    },
    async stop() {
      await router.stop()
      await sandbox.stop()
      proxy.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
