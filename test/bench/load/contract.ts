/** What the bench asks of its load process, and what it hears. Plain data: it crosses a process border. */

export interface PostJob {
  readonly kind: 'post'
  readonly url: string
  readonly distinct: number
  readonly run: string
  /** The alerts of a run have one start, however often the run is taken up again. */
  readonly startsAt: number
  readonly connections: number
  /** How long to go round over the alerts; undefined: each of them once. */
  readonly forMs: number | undefined
}
export interface PostResult {
  readonly alerts: number
  readonly tookMs: number
  /** Of the requests, in milliseconds. */
  readonly p50Ms: number
  readonly p99Ms: number
  /** Of one core, by the load process itself. */
  readonly loadCpuShare: number
}

export interface ReadJob {
  readonly kind: 'read'
  readonly url: string
  readonly times: number
}
export interface ReadResult {
  /** Whole bodies. */
  readonly p50Ms: number
  readonly p95Ms: number
  readonly bytes: number
}

/** Asks again and again until the bench says that it is enough. */
export interface ProbeJob {
  readonly kind: 'probe'
  readonly url: string
}
export interface ProbeResult {
  readonly asked: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly longestMs: number
}

/** Receives webhooks on a port of its own. `each`: one new group per alert. */
export interface DeliverJob {
  readonly kind: 'deliver'
  readonly url: string
  readonly run: string
  readonly groups: number
  /** How many are sent each second; undefined: all at once, in batches. */
  readonly perSecond: number | undefined
  /** How long to wait for the last webhook after the last alert was accepted. */
  readonly patienceMs: number
}
export interface DeliverResult {
  /** From the start of the request that brings the alert to the arrival of its webhook. */
  readonly p50Ms: number
  readonly p99Ms: number
  readonly longestMs: number
  readonly arrived: number
  /** Calls that told a group once more. */
  readonly repeated: number
  /** From the first arrival to the last. */
  readonly spreadMs: number
}

export type Job = PostJob | ReadJob | ProbeJob | DeliverJob

export interface ResultOf {
  readonly post: PostResult
  readonly read: ReadResult
  readonly probe: ProbeResult
  readonly deliver: DeliverResult
}

/** From the bench to the load process. */
export type Order = { readonly kind: 'job'; readonly job: Job } | { readonly kind: 'enough' }

/** From the load process to the bench. `listening`: where webhooks are wanted, said once at the start. */
export type Report =
  | { readonly kind: 'listening'; readonly url: string }
  | { readonly kind: 'done'; readonly result: ResultOf[keyof ResultOf] }
  | { readonly kind: 'failed'; readonly message: string }
