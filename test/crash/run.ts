/** The crash test: load, a receiver that fails, kills at every state of an alert's way, and then the count. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { routerClient } from '../support/clients.ts'
import { type Service, startService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { eventually, type Kill, killAt, MOMENTS, STATES, type State, whatWasHit } from './kills.ts'
import { type Behaviour, type Receiver, startReceiver } from './receiver.ts'
import { type Senders, startSenders } from './senders.ts'
import { breaches, type RecordedDelivery } from './verdict.ts'

export interface CrashReport {
  readonly kills: number
  /** How many kills hit each state; one may hit several. */
  readonly perState: Readonly<Record<State, number>>
  readonly transitions: number
  readonly messages: number
  readonly repeats: number
  readonly breaches: readonly string[]
}

const TIMEOUT_MS = 1_000

const ROUTER_YML = (url: string): string => `
route: { receiver: hook, group_by: [alertname], group_wait: 200ms, group_interval: 500ms, repeat_interval: 4h }
receivers:
  - name: hook
    webhook_configs: [{ url: '${url}', timeout: ${TIMEOUT_MS}ms }]
`

/** `root`: the copy of the repository to run the router from. */
export async function runCrashTest(options: { readonly kills: number; readonly root?: string }): Promise<CrashReport> {
  const dir = mkdtempSync(join(tmpdir(), 'tocsin-crash-'))
  const storagePath = join(dir, 'data')
  const receiver = await startReceiver()
  const senders = startSenders(receiver)
  const config = join(dir, 'router.yml')
  writeFileSync(config, ROUTER_YML(receiver.url))
  const start = async (): Promise<Service> => {
    const router = await startService('router', {
      ...(options.root === undefined ? {} : { root: options.root }),
      args: [
        ...[`--config.file=${config}`, `--storage.path=${storagePath}`, '--web.listen-address=127.0.0.1:0'],
        ...['--alerts.resend-period=2s', '--log.level=error'],
      ],
    })
    senders.pointTo(router.url)
    return router
  }

  const kills: Kill[] = []
  try {
    for (let n = 0; n < options.kills; n++) {
      receiver.behave(nowAndThen)
      const begun = receiver.accepted.length
      const router = await start()
      // Under way again: some changes have been made, and some told.
      const enough = senders.transitions.length + 10 + Math.random() * 40
      await eventually(
        'the load goes on',
        () => senders.transitions.length > enough && receiver.accepted.length > begun,
      )
      await killAt(MOMENTS[n % MOMENTS.length] ?? 'random', n, { router, receiver, senders })
      senders.pointTo(undefined)
      kills.push({ at: performance.now(), ...whatWasHit(storagePath, receiver, begun) })
    }
    receiver.behave(() => 'ok')
    const router = await start()
    await senders.finish()
    await allSettled(router, receiver, senders)
    await router.stop()
    return report(kills, receiver, senders, deliveriesIn(storagePath))
  } finally {
    receiver.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Three calls of four go well. */
function nowAndThen(): Behaviour {
  const bad: readonly Behaviour[] = ['refuse', 'slow', 'reset', 'forget', 'hold']
  return Math.random() < 0.75 ? 'ok' : (bad[Math.floor(Math.random() * bad.length)] ?? 'ok')
}

/** Nothing is owed, and nothing new has been told for a while; what stays open then is the verdict's business. */
async function allSettled(router: Service, receiver: Receiver, senders: Senders): Promise<void> {
  const untold = () =>
    breaches({ transitions: senders.transitions, accepted: receiver.accepted, kills: [], deliveries: [] }).filter(
      (line) => line.startsWith('lost'),
    ).length
  let seen = { told: -1, since: 0 }
  await until(`${senders.transitions.length} changes are told or nothing moves any more`, 150_000, async () => {
    const open = (await routerClient(router.url).deliveries()).filter(({ state }) =>
      ['waiting', 'sending', 'retrying'].includes(state),
    )
    if (seen.told !== receiver.accepted.length) seen = { told: receiver.accepted.length, since: performance.now() }
    const quietMs = performance.now() - seen.since
    return open.length === 0 && quietMs > (untold() === 0 ? 1_500 : 6_000) ? true : undefined
  })
}

function deliveriesIn(storagePath: string): RecordedDelivery[] {
  const db = new DatabaseSync(join(storagePath, 'router.db'))
  const rows = db
    .prepare(
      `select delivery.id, idempotency_key, group_id, state, (
         select count(*) from attempt join message_delivery using(message_id)
         where delivery_id = delivery.id and outcome = 'unknown' and code <> 'ROUTER_STOPPED' and attempt.finished_at - started_at >= ?) as unanswered
       from delivery`,
    )
    .all(TIMEOUT_MS)
  db.close()
  return rows.map((row) => ({
    id: Number(row['id']),
    key: String(row['idempotency_key']),
    group: Number(row['group_id']),
    state: String(row['state']),
    unanswered: Number(row['unanswered']),
  }))
}

function report(
  kills: readonly Kill[],
  { accepted }: Receiver,
  { transitions }: Senders,
  deliveries: readonly RecordedDelivery[],
): CrashReport {
  const count = (state: State): number => kills.filter(({ hit }) => hit.has(state)).length
  return {
    kills: kills.length,
    perState: Object.fromEntries(STATES.map((state) => [state, count(state)])) as Record<State, number>,
    transitions: transitions.length,
    messages: accepted.length,
    repeats: accepted.length - new Set(accepted.map(({ key }) => key)).size,
    breaches: breaches({ transitions, accepted, kills, deliveries }),
  }
}
