/** The load process as the bench sees it. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Job, Order, Report, ResultOf } from './load/contract.ts'

export interface Loader {
  /** Where it receives webhooks. */
  readonly sinkUrl: string
  /** One at a time. Rejects when the job failed, which is a failed measurement. */
  perform<J extends Job>(job: J): Promise<ResultOf[J['kind']]>
  /** Ends a probe, whose result then comes. */
  enough(): void
  stop(): Promise<void>
}

export async function startLoader(): Promise<Loader> {
  const child = fork(fileURLToPath(new URL('./load/main.ts', import.meta.url)), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const exited = once(child, 'exit')
  const report = async (): Promise<Report> => {
    const [message] = (await Promise.race([
      once(child, 'message'),
      exited.then(() => Promise.reject(new Error('the load process ended'))),
    ])) as [Report]
    return message
  }
  const first = await report()
  if (first.kind !== 'listening') throw new Error('the load process did not start')
  const give = (order: Order): void => void child.send(order)
  return {
    sinkUrl: first.url,
    async perform<J extends Job>(job: J): Promise<ResultOf[J['kind']]> {
      const answer = report()
      give({ kind: 'job', job })
      const its = await answer
      if (its.kind === 'failed') throw new Error(its.message)
      if (its.kind !== 'done') throw new Error('the load process answered out of turn')
      // The process answers each job with the result of its kind: `perform` in load/main.ts.
      return its.result as ResultOf[J['kind']]
    },
    enough: () => give({ kind: 'enough' }),
    stop: async () => {
      child.disconnect()
      await exited
    },
  }
}
