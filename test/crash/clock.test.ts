/** The clock is set by an hour, or the process stands still: no storm, no false end, no lost group. Real processes. */
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { routerClient, type SentAlert } from '../support/clients.ts'
import { type Service, startService } from '../support/service.ts'
import { stays, until } from '../support/until.ts'
import { type Receiver, startReceiver } from './receiver.ts'

const FULL = process.env['TOCSIN_FULL'] !== undefined
const HOUR_MS = 3_600_000
/** A stop that the router takes for one has to be longer than 10 s. */
const STOP_MS = FULL ? 30_000 : 12_000
const RESEND_MS = 4_000
const [faketime] = globSync('/usr/lib/*/faketime/libfaketimeMT.so.1')

const ROUTER_YML = (url: string): string => `
route: { receiver: hook, group_by: [alertname], group_wait: 300ms, group_interval: 2s, repeat_interval: 4h }
receivers:
  - name: hook
    webhook_configs: [{ url: '${url}', timeout: 1s }]
`

const cleanUps: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

class Scene {
  readonly #dir = mkdtempSync(join(tmpdir(), 'tocsin-clock-'))
  readonly receiver: Receiver
  #router: Service | undefined
  /** Router and senders live on one machine, or under one time service: their clock is set together. */
  #offsetMs = 0

  constructor(receiver: Receiver) {
    this.receiver = receiver
    cleanUps.push(() => rmSync(this.#dir, { recursive: true }))
  }

  get router(): Service {
    return this.#router ?? expect.unreachable('not started')
  }

  async start(): Promise<void> {
    writeFileSync(join(this.#dir, 'router.yml'), ROUTER_YML(this.receiver.url))
    this.setClock(this.#offsetMs)
    this.#router = await startService('router', {
      args: [
        ...[`--config.file=${join(this.#dir, 'router.yml')}`, `--storage.path=${join(this.#dir, 'data')}`],
        ...['--web.listen-address=127.0.0.1:0', `--alerts.resend-period=${RESEND_MS}ms`],
      ],
      env: faketime
        ? {
            LD_PRELOAD: faketime,
            FAKETIME_TIMESTAMP_FILE: join(this.#dir, 'offset'),
            FAKETIME_NO_CACHE: '1',
            // The clock that is never set stays as it is.
            FAKETIME_DONT_FAKE_MONOTONIC: '1',
          }
        : {},
    })
  }

  setClock(offsetMs: number): void {
    this.#offsetMs = offsetMs
    writeFileSync(join(this.#dir, 'offset'), `${offsetMs < 0 ? '-' : '+'}${Math.abs(offsetMs) / 1_000}\n`)
  }

  now = (): number => Date.now() + this.#offsetMs

  /** As Prometheus says it: again and again, with an end that is always some seconds ahead. */
  firing(alertname: string, startsAt: number, n = '0'): SentAlert {
    return { labels: { alertname, n }, startsAt: iso(startsAt), endsAt: iso(this.now() + RESEND_MS * 2) }
  }

  /**
   * As Prometheus sends: what cannot be delivered is sent again with the next round. An alert that began by the clock as it was
   * before it was set back starts after it ends; such a one is refused, as Alertmanager does, and the others of its request are taken.
   */
  async post(...alerts: SentAlert[]): Promise<void> {
    const body = JSON.stringify(alerts)
    const headers = { 'content-type': 'application/json' }
    const url = `${this.router.url}/api/v2/alerts`
    const send = () => fetch(url, { method: 'POST', headers, body })
    const response = await send().catch(send)
    const text = await response.text()
    if (response.status !== 200 && !text.includes('start time must be before end time')) throw new Error(text)
  }

  /** What the receiver heard of an alert, oldest first. */
  heard(alertname: string): string[] {
    return this.receiver.accepted.flatMap(({ alerts }) => {
      const about = alerts.filter(({ labels }) => labels['alertname'] === alertname)
      return about.length > 0 ? [about.map(({ status, labels }) => `${labels['n']} ${status}`).join(', ')] : []
    })
  }

  hears(alertname: string, messages: readonly string[], budgetMs = 10_000) {
    return until(`${alertname}: ${messages.join('; ')}`, budgetMs, async () =>
      JSON.stringify(this.heard(alertname)) === JSON.stringify(messages) ? true : undefined,
    )
  }
}

const iso = (ms: number): string => new Date(ms).toISOString()

async function scene(): Promise<Scene> {
  const receiver = await startReceiver()
  cleanUps.push(() => receiver.close())
  const one = new Scene(receiver)
  await one.start()
  cleanUps.push(() => one.router.stop())
  return one
}

describe.skipIf(faketime === undefined)('the clock is set', () => {
  test.each([
    ['forth', HOUR_MS],
    ['back', -HOUR_MS],
  ])('by an hour %s while the router runs', async (_way, step) => {
    const s = await scene()
    const startsAt = s.now()
    await s.post(s.firing('Steady', startsAt), s.firing('Growing', startsAt), s.firing('Ending', startsAt))
    for (const name of ['Steady', 'Growing', 'Ending']) await s.hears(name, ['0 firing'])
    // One message waits for another try when it happens.
    s.receiver.behave(() => 'refuse')
    await s.post(s.firing('Waiting', s.now()))
    await until('the receiver has refused it', 10_000, async () =>
      (await routerClient(s.router.url).deliveries()).find(({ state }) => state === 'retrying'),
    )
    s.receiver.behave(() => 'ok')

    s.setClock(step)
    // News in a group that has told, a new group, the end of one, and the try that is due: all within seconds, not in an hour.
    await s.post(
      s.firing('Steady', startsAt),
      s.firing('Growing', s.now(), '1'),
      s.firing('Growing', startsAt),
      s.firing('Fresh', s.now()),
    )
    await s.hears('Growing', ['0 firing', '0 firing, 1 firing'])
    await s.hears('Fresh', ['0 firing'])
    await s.hears('Waiting', ['0 firing'])
    expect(s.router.output()).toContain('the clock was set')
    // Set back, the end comes before the start that Prometheus goes on to state: it is refused, and waits for its expiry.
    if (step > 0) {
      await s.post({ ...s.firing('Ending', startsAt), endsAt: iso(s.now()) })
      await s.hears('Ending', ['0 firing', '0 resolved'])
    }
    await stays('nothing is told twice, and nothing is said to be over', RESEND_MS + 3_000, async () => {
      await s.post(
        s.firing('Steady', startsAt),
        s.firing('Growing', startsAt),
        s.firing('Fresh', s.now()),
        s.firing('Waiting', s.now()),
      )
      return (
        s.heard('Steady').length === 1 &&
        s.heard('Fresh').length === 1 &&
        !s.heard('Waiting').join().includes('resolved')
      )
    })
  })

  test('by an hour back while the router is down: news is not an hour late', async () => {
    const s = await scene()
    const startsAt = s.now()
    await s.post(s.firing('Growing', startsAt))
    await s.hears('Growing', ['0 firing'])
    // Recorded as well: else the kill would make it a repeat, which is another test's subject.
    await until('the answer is on record', 10_000, async () =>
      (await routerClient(s.router.url).deliveries()).find(({ state }) => state === 'sent'),
    )
    s.router.kill('SIGKILL')
    await s.router.gone()
    s.setClock(-HOUR_MS)
    await s.start()
    expect(s.router.output()).toContain('the clock was set')
    await s.post(s.firing('Growing', startsAt), s.firing('Growing', s.now(), '1'))
    await s.hears('Growing', ['0 firing', '0 firing, 1 firing'])
  })
})

test(`the process stands still for ${STOP_MS / 1_000} s: nothing is said to be over, nothing twice, nothing is lost`, async () => {
  const s = await scene()
  const startsAt = s.now()
  await s.post(s.firing('Steady', startsAt), s.firing('Growing', startsAt))
  await s.hears('Steady', ['0 firing'])
  await s.hears('Growing', ['0 firing'])
  s.router.kill('SIGSTOP')
  // Longer than the ends that were stated: only then would silence count.
  // What is on its way meanwhile states ends that are still ahead when it is read, as Prometheus' are by minutes.
  const late = (one: SentAlert): SentAlert => ({ ...one, endsAt: iso(s.now() + STOP_MS + RESEND_MS * 2) })
  const waiting = s.post(
    late(s.firing('Growing', startsAt)),
    late(s.firing('Growing', s.now(), '1')),
    late(s.firing('Fresh', s.now())),
  )
  await stays('it stands still', STOP_MS, async () => s.heard('Fresh').length === 0)
  s.router.kill('SIGCONT')
  await waiting
  await s.hears('Fresh', ['0 firing'])
  await s.hears('Growing', ['0 firing', '0 firing, 1 firing'])
  await stays('nothing is said to be over', RESEND_MS + 3_000, async () => {
    await s.post(
      s.firing('Steady', startsAt),
      s.firing('Growing', startsAt),
      s.firing('Growing', startsAt, '1'),
      s.firing('Fresh', startsAt),
    )
    return s.heard('Steady').length === 1 && s.heard('Fresh').length === 1 && s.heard('Growing').length === 2
  })
  await s.post({ ...s.firing('Steady', startsAt), endsAt: iso(s.now()) })
  await s.hears('Steady', ['0 firing', '0 resolved'])
})
