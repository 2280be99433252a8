import { test } from 'vitest'
import { type FakeTarget, startTarget, startWorld, type WorldOptions } from './world.ts'

/** What a test has started, and stops it in the reverse order, whatever became of the test. */
class Lab {
  readonly #stops: (() => Promise<void>)[] = []

  async world(options: WorldOptions = {}) {
    const one = await startWorld(options)
    this.#stops.push(() => one.stop())
    return one
  }

  async target(): Promise<FakeTarget> {
    const one = await startTarget()
    this.#stops.push(() => one.close())
    return one
  }

  async worldWithTargets(options: WorldOptions = {}) {
    const [router, prometheus] = [await this.target(), await this.target()]
    const w = await this.world({ ...options, routerUrl: router.url, prometheusUrl: prometheus.url })
    await w.untilInForce()
    await w.until('both have read', () => router.reloads() === 1 && prometheus.reloads() === 1)
    return { w, router, prometheus }
  }

  async stopLast(): Promise<void> {
    await this.#stops.pop()?.()
  }

  async stop(): Promise<void> {
    while (this.#stops.length > 0) await this.stopLast()
  }
}

export type World = Awaited<ReturnType<typeof startWorld>>

/** `test` with a lab of its own. */
export const live = test.extend<{ lab: Lab }>({
  // vitest reads from the pattern what a fixture needs, and wants one also where that is nothing.
  lab: async ({ task: _task }, use) => {
    const lab = new Lab()
    await use(lab)
    await lab.stop()
  },
})
