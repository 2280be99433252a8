/** Alerts as Prometheus sends them: its field order, its labels and annotations, repeated with a new end and a new value. */

/** What Prometheus puts into one request at most, in 2.42: `maxBatchSize`. */
export const BATCH_SIZE = 64

const RULES = ['HighRequestLatency', 'ErrorBudgetBurn', 'PodCrashLooping', 'NodeDiskFull', 'DbPoolSaturated'] as const
const SEVERITIES = ['critical', 'warning', 'info'] as const
/** `endsAt = ts + 4 x max(interval, resend delay)`. Source: Prometheus `rules/alerting.go`. */
const RESEND_WINDOW_MS = 240_000

export interface Batch {
  /** A JSON array of PostableAlerts. */
  readonly body: Buffer
  /** How many it holds. */
  readonly alerts: number
  /** Makes it the next repetition: a later end, another value in the annotations. In place, so that sending costs little. */
  refresh(now: number, nth: number): void
}

/** Alert number `n`; equal numbers have equal labels. `run` keeps the alerts of two runs apart. */
export function labelsOf(n: number, run: string): Readonly<Record<string, string>> {
  const rule = RULES[n % RULES.length] ?? RULES[0]
  return {
    alertname: rule,
    cluster: `eu-west-${(n % 3) + 1}`,
    instance: `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}:9100`,
    job: 'node-exporter',
    namespace: `team-${n % 20}`,
    pod: `shop-checkout-${n.toString(36).padStart(6, '0')}-${run}`,
    service: `service-${n % 100}`,
    severity: SEVERITIES[n % SEVERITIES.length] ?? 'info',
  }
}

/** One PostableAlert as Prometheus writes it. Times in milliseconds. */
export function postable(
  labels: Readonly<Record<string, string>>,
  { startsAt, endsAt, value = '0.000000' }: { startsAt: number; endsAt: number; value?: string },
): string {
  const { alertname = '', pod = '', service = '' } = labels
  return JSON.stringify({
    annotations: {
      description: `${service}: ${pod} is at ${value} over the last five minutes, above its objective of 0.5.`,
      runbook_url: `https://runbooks.example.com/${alertname}`,
      summary: `${alertname} on ${service}`,
    },
    endsAt: new Date(endsAt).toISOString(),
    startsAt: new Date(startsAt).toISOString(),
    generatorURL: `http://prometheus-0:9090/graph?g0.expr=job%3Aerrors%3Arate5m%7Bservice%3D%22${service}%22%7D+%3E+0.5&g0.tab=1`,
    labels,
  })
}

/** All `count` alerts in batches, firing since `startsAt`. */
export function batchesOf(count: number, options: { run: string; startsAt: number }): Batch[] {
  const batches: Batch[] = []
  for (let first = 0; first < count; first += BATCH_SIZE) {
    const size = Math.min(BATCH_SIZE, count - first)
    batches.push(
      batchOf(
        Array.from({ length: size }, (_, i) => labelsOf(first + i, options.run)),
        options.startsAt,
      ),
    )
  }
  return batches
}

function batchOf(alerts: readonly Readonly<Record<string, string>>[], startsAt: number): Batch {
  const endsAt = startsAt + RESEND_WINDOW_MS
  const body = Buffer.from(`[${alerts.map((labels) => postable(labels, { startsAt, endsAt })).join(',')}]`)
  const ends = placesOf(body, '"endsAt":"')
  const values = placesOf(body, ' is at ')
  return {
    body,
    alerts: alerts.length,
    refresh(now, nth) {
      const end = new Date(now + RESEND_WINDOW_MS).toISOString()
      const value = (0.5 + (nth % 499_999) / 1_000_000).toFixed(6)
      for (const at of ends) body.write(end, at, 'latin1')
      for (const at of values) body.write(value, at, 'latin1')
    },
  }
}

/** Where each occurrence of `text` ends. */
function placesOf(body: Buffer, text: string): number[] {
  const places: number[] = []
  for (let at = body.indexOf(text); at >= 0; at = body.indexOf(text, at + 1)) places.push(at + text.length)
  return places
}
