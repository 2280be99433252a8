import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect } from 'vitest'
import { live, type World } from './testing/lab.ts'
import { promtoolIsThere, SHIPPED } from './testing/world.ts'

const MINE = (expr: string): string => `groups:
  - name: mine
    rules:
      - alert: Mine
        expr: ${expr}
        labels: { severity: warning }
        annotations: { summary: s, description: d, runbook_url: 'https://wiki.example/mine' }
`

// Side by side: they wait most of their time for the next look at their folder.
describe.concurrent('live editing', () => {
  live('what is saved is in force within 5 s, and only those who read it are told', async ({ lab }) => {
    const { w, router, prometheus } = await lab.worldWithTargets()
    expect((await w.get('/healthz')).status).toBe(200)
    const savedAt = performance.now()
    w.write('mine.rules.yml', MINE('up == 0'))
    await w.until('Prometheus is told', () => prometheus.reloads() === 2)
    expect(performance.now() - savedAt).toBeLessThan(5_000)
    expect(w.read('mine.rules.yml')).toContain('alert: Mine')
    w.edit('router.yml', 'repeat_interval: 4h', 'repeat_interval: 3h')
    await w.until('the router is told', () => router.reloads() === 2)
    expect(w.read('router.yml')).toContain('repeat_interval: 3h')
    w.edit('people.yml', 'display_name: 张三', 'display_name: Zhang San')
    await w.until('the router is told of people', () => router.reloads() === 3)
    expect(w.read('people.yml')).toContain('display_name: Zhang San')
    w.write('runbooks/Mine.md', '# Mine')
    await w.until('the runbook is there', () => readdirSync(join(w.to, 'runbooks')).includes('Mine.md'))
    rmSync(join(w.from, 'mine.rules.yml'))
    await w.until('Prometheus is told of what is gone', () => prometheus.reloads() === 3)
    expect(readdirSync(w.to)).not.toContain('mine.rules.yml')
    expect([router.reloads(), prometheus.reloads()]).toEqual([3, 3])
    expect(w.errors()).toEqual([])
  })

  live(
    'a broken edit: refused with its place everywhere, once; the last good copy stays; mended: told, once',
    async ({ lab }) => {
      const { w, router, prometheus } = await lab.worldWithTargets()
      const before = w.read('shop.rules.yml')
      const inForceAt = await w.metric('tocsin_rules_in_force_timestamp_seconds')
      const place = /alert-rules\/shop\.rules\.yml:\d+:14: "soon" is no duration/
      w.edit('shop.rules.yml', /for: \d+m/, 'for: soon')
      await w.untilRefused()
      const status = w.status()
      expect(status).toMatchObject({ state: 'refused', problems: [{ file: 'alert-rules/shop.rules.yml', column: 14 }] })
      expect(await (await w.get('/status')).json()).toMatchObject({
        ...status,
        targets: { router: { state: 'loaded' } },
      })
      expect(await w.metric('tocsin_rules_refused')).toBe(1)
      expect(await w.metric('tocsin_rules_problems')).toBe(1)
      expect(await w.metric('tocsin_rules_renders_total{outcome="refused"}')).toBe(1)
      expect(await w.metric('tocsin_rules_in_force_timestamp_seconds')).toBe(inForceAt)
      expect((await w.get('/healthz')).status).toBe(200)
      // A few more looks at the same mistake.
      await sleep(2_500)
      expect(w.errors()).toEqual([expect.stringMatching(place)])
      expect(w.read('shop.rules.yml')).toBe(before)
      expect([router.reloads(), prometheus.reloads()]).toEqual([1, 1])

      w.edit('shop.rules.yml', 'for: soon', 'for: 3s')
      await w.untilInForce()
      expect(await w.metric('tocsin_rules_refused')).toBe(0)
      expect(await w.metric('tocsin_rules_problems')).toBe(0)
      expect(w.lines.filter(({ message }) => message.includes('mended'))).toHaveLength(1)
      await w.until('Prometheus is told', () => prometheus.reloads() === 2)
      expect(w.read('shop.rules.yml')).toContain('for: 3s')
    },
  )

  live.skipIf(!process.env['CI'] && !promtoolIsThere)(
    'a type mistake is refused before Prometheus sees it',
    async ({ lab }) => {
      const { w, prometheus } = await lab.worldWithTargets()
      w.write('mine.rules.yml', MINE('up > 0 and rate(up) > 0'))
      await w.untilRefused()
      expect(w.errors()).toEqual([
        'alert-rules/mine.rules.yml:5:31: expected type range vector in call to function "rate", got instant vector',
      ])
      expect(readdirSync(w.to)).not.toContain('mine.rules.yml')
      expect(prometheus.reloads()).toBe(1)
    },
  )

  describe('a target that', () => {
    live('is not there yet is asked until it answers', async ({ lab }) => {
      const prometheus = await lab.target()
      prometheus.answer = 'gone'
      const w = await lab.world({ prometheusUrl: prometheus.url })
      await w.untilInForce()
      const vain = 'tocsin_rules_reloads_total{target="prometheus",outcome="unreached"}'
      await w.until('it was asked in vain', async () => ((await w.metric(vain)) ?? 0) > 1)
      expect(await w.metric('tocsin_rules_target_behind{target="prometheus"}')).toBe(1)
      prometheus.answer = { status: 200, body: '' }
      await w.until('it has read', () => prometheus.reloads() === 1)
      await w.until(
        'it is not behind',
        async () => (await w.metric('tocsin_rules_target_behind{target="prometheus"}')) === 0,
      )
      expect(w.status().state).toBe('in-force')
    })

    live(
      'refuses what the check let pass: told with its words, its files put back, in force once it is mended',
      async ({ lab }) => {
        const { w, prometheus } = await lab.worldWithTargets({ withPromtool: false })
        const before = w.read('shop.rules.yml')
        prometheus.answer = { status: 500, body: 'failed to reload config: one or more errors\n' }
        w.write('mine.rules.yml', MINE('rate(up) > 0'))
        await w.untilRefused()
        expect(w.errors()).toEqual([
          `alert-rules/mine.rules.yml:1:1: Prometheus at ${prometheus.url} refuses the files: failed to reload config: one or more errors. Its log says which rule.`,
        ])
        await w.until('its files are put back', () => !readdirSync(w.to).includes('mine.rules.yml'))
        expect(w.read('shop.rules.yml')).toBe(before)
        expect(await w.metric('tocsin_rules_refused')).toBe(1)
        prometheus.answer = { status: 200, body: '' }
        w.write('mine.rules.yml', MINE('up > 0'))
        await w.untilInForce()
        expect(w.read('mine.rules.yml')).toContain('up > 0')
      },
    )

    live('answers with a secret: it appears nowhere', async ({ lab }) => {
      const { w, router } = await lab.worldWithTargets()
      const secret = 'robot-s3cret-key'
      router.answer = {
        status: 500,
        body: `failed to reload config: ${w.to}/router.yml:60:9: receivers.1.url: "http://127.0.0.1:8025/cgi-bin/webhook/send?key=${secret}" is odd`,
      }
      w.edit('router.yml', 'repeat_interval: 4h', 'repeat_interval: 3h')
      await w.untilRefused()
      expect(w.errors()).toEqual([
        'alert-rules/router.yml:59:9: the router refuses it: "${TOCSIN_WECOM_ROBOT_URL}" is odd',
      ])
      const told = JSON.stringify([w.lines, w.status()]) + (await (await w.get('/status')).text())
      expect(told + (await (await w.get('/metrics')).text())).not.toContain(secret)
    })
  })

  describe('starts', () => {
    live('with nothing good anywhere: not ready until the first good copy; the log says so', async ({ lab }) => {
      const dir = (await lab.world()).dir
      await lab.stopLast()
      rmSync(join(dir, 'in-force'), { recursive: true })
      writeFileSync(join(dir, 'alert-rules', 'router.yml'), 'route: {}\n')
      const w = await lab.world({ dir })
      expect(w.lines[0]?.message).toMatch(/^nothing is in force until/)
      await w.untilRefused()
      const health = await w.get('/healthz')
      expect([health.status, await health.json()]).toEqual([
        503,
        expect.objectContaining({ error: 'NOTHING_IN_FORCE' }),
      ])
      for (const name of ['router.yml', 'people.yml']) cpSync(join(SHIPPED, name), join(w.from, name))
      await w.untilInForce()
      expect((await w.get('/healthz')).status).toBe(200)
    })

    live(
      'over a broken edit and a last good copy: ready, refused since the same moment, told once more in the log',
      async ({ lab }) => {
        const first = await lab.world()
        await first.untilInForce()
        first.edit('shop.rules.yml', /for: \d+m/, 'for: soon')
        await first.untilRefused()
        const { since } = first.status()
        await lab.stopLast()
        const w = await lab.world({ dir: first.dir })
        expect(w.lines[0]?.message).toMatch(/^the last good copy is in force/)
        expect((await w.get('/healthz')).status).toBe(200)
        await w.until('it has looked', () => w.errors().length > 0)
        expect(w.status()).toMatchObject({ state: 'refused', since })
        w.edit('shop.rules.yml', 'for: soon', 'for: 1m')
        await w.untilInForce()
        expect(w.lines.filter(({ message }) => message.includes('mended'))).toHaveLength(1)
      },
    )

    live('again over the same files: in force since they are what they are', async ({ lab }) => {
      const first = await lab.world()
      await first.untilInForce()
      const { since } = first.status()
      await lab.stopLast()
      const w = await lab.world({ dir: first.dir })
      await w.until(
        'it has looked',
        async () => (await w.metric('tocsin_rules_renders_total{outcome="in-force"}')) === 1,
      )
      expect(w.status()).toEqual({ state: 'in-force', since })
    })
  })

  describe('survives', () => {
    live.for<[string, (w: World) => void, string]>([
      [
        'a folder that vanishes',
        (w) => renameSync(w.from, `${w.from}.away`),
        'alert-rules:1:1: cannot read the rules folder',
      ],
      [
        'a file that is not UTF-8',
        (w) => w.write('mine.rules.yml', Buffer.from('groups: # caf\xe9\n', 'latin1')),
        'alert-rules/mine.rules.yml:1:14: is not UTF-8; save it as UTF-8',
      ],
      [
        'a folder in place of a file',
        (w) => mkdirSync(join(w.from, 'mine.rules.yml')),
        'alert-rules/mine.rules.yml:1:1: is a folder, and must be a file',
      ],
      [
        'a file of 10 MB',
        (w) => w.write('mine.rules.yml', Buffer.alloc(10_000_000, 'x')),
        'alert-rules/mine.rules.yml:1:1: has 9.5 MiB; a file of rules may have 1 MiB',
      ],
      [
        'a link to nowhere',
        (w) => symlinkSync('nowhere', join(w.from, 'mine.rules.yml')),
        'alert-rules/mine.rules.yml:1:1: cannot be read: there is no such file',
      ],
    ])('%s', async ([, harm, expected], { lab }) => {
      const w = await lab.world()
      await w.untilInForce()
      const before = w.read('shop.rules.yml')
      harm(w)
      await w.untilRefused()
      expect(w.errors()).toEqual([expect.stringContaining(expected)])
      expect(w.read('shop.rules.yml')).toBe(before)
      expect((await w.get('/healthz')).status).toBe(200)
    })

    live('a folder that comes back', async ({ lab }) => {
      const w = await lab.world()
      await w.untilInForce()
      renameSync(w.from, `${w.from}.away`)
      await w.untilRefused()
      renameSync(`${w.from}.away`, w.from)
      await w.untilInForce()
    })
  })

  live(
    'an editor that writes a file in parts, or several files one after the other, is waited for',
    async ({ lab }) => {
      const { w, prometheus } = await lab.worldWithTargets()
      const whole = MINE('up == 0')
      w.write('mine.rules.yml', '')
      for (let part = 1; part <= 20; part++) {
        await sleep(50)
        w.write('mine.rules.yml', whole.slice(0, Math.round((whole.length * part) / 20)))
        w.write('runbooks/Mine.md', `part ${part}`)
      }
      await w.until('Prometheus is told', () => prometheus.reloads() === 2)
      expect(w.read('mine.rules.yml')).toContain('alert: Mine')
      expect(await w.metric('tocsin_rules_renders_total{outcome="in-force"}')).toBe(2)
      expect(w.errors()).toEqual([])
    },
  )

  live('a stop in the middle of everything is quick and leaves nothing half', async ({ lab }) => {
    const hanging = await lab.target()
    const w = await lab.world({ routerUrl: 'http://127.0.0.1:9', prometheusUrl: hanging.url })
    w.edit('shop.rules.yml', /for: \d+m/, 'for: 4m')
    const startedAt = performance.now()
    await lab.stopLast()
    expect(performance.now() - startedAt).toBeLessThan(3_000)
    expect(readdirSync(w.to).filter((name) => name.startsWith('.staged'))).toEqual([])
  })

  live('a stop waits for no promtool, and tells nothing of what it gave up', async ({ lab }) => {
    const promtool = join(mkdtempSync(join(tmpdir(), 'tocsin-promtool-')), 'promtool')
    writeFileSync(promtool, '#!/bin/sh\n: > "$0.started"\nexec /bin/sleep 60\n', { mode: 0o755 })
    const w = await lab.world({ promtool })
    await w.until('promtool is asked', () => existsSync(`${promtool}.started`))
    const startedAt = performance.now()
    await lab.stopLast()
    expect(performance.now() - startedAt).toBeLessThan(3_000)
    expect(readdirSync(w.to).filter((name) => name !== 'runbooks')).toEqual([])
    expect(w.errors()).toEqual([])
  })
})
