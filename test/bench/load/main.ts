/** The load process: apart from the bench, so that nothing else runs on its loop. */
import type { Job, Order, Report, ResultOf } from './contract.ts'
import { deliver, openSink, type Sink } from './deliver.ts'
import { post } from './post.ts'
import { probe, read } from './read.ts'

const tell = (report: Report): void => void process.send?.(report)
const sink = await openSink()
let enough = (): void => {}

process.on('message', (order: Order) => {
  if (order.kind === 'enough') {
    enough()
    return
  }
  const untilTold = new Promise<void>((resolve) => {
    enough = resolve
  })
  perform(order.job, sink, untilTold).then(
    (result) => tell({ kind: 'done', result }),
    (error: unknown) => tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
  )
})
process.on('disconnect', () => process.exit(0))
tell({ kind: 'listening', url: sink.url })

function perform(job: Job, webhooks: Sink, untilTold: Promise<void>): Promise<ResultOf[keyof ResultOf]> {
  switch (job.kind) {
    case 'post':
      return post(job)
    case 'read':
      return read(job)
    case 'probe':
      return probe(job, untilTold)
    case 'deliver':
      return deliver(job, webhooks)
  }
}
