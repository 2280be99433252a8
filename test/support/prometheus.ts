/** What Grafana would ask of Prometheus, and what a panel would then show. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { panelsOf, readDashboard, targetsOf } from '../../dashboards/src/lint/model.ts'
import { expand, valuesOf } from '../../dashboards/src/lint/variables.ts'

interface Answer {
  readonly status: string
  readonly error?: string
  readonly data?: { readonly resultType: string; readonly result: readonly Sample[] }
}

interface Sample {
  readonly metric: Readonly<Record<string, string>>
  readonly value: readonly [number, string]
}

export function prometheusClient(url: string) {
  return {
    /** An instant query: the numbers that it gives now. What Prometheus refuses is an error. */
    async query(expr: string): Promise<Sample[]> {
      const response = await fetch(`${url}/api/v1/query`, {
        method: 'POST',
        body: new URLSearchParams({ query: expr }),
      })
      const answer = (await response.json()) as Answer
      if (answer.status !== 'success') throw new Error(`Prometheus refused ${expr}: ${answer.error}`)
      return [...(answer.data?.result ?? [])]
    },
  }
}

/** One expression of a dashboard, ready to be asked. */
export interface Question {
  readonly dashboard: string
  readonly panel: string
  /** The letter of the query in its panel. */
  readonly letter: string
  readonly expr: string
}

export const nameOf = ({ dashboard, panel, letter }: Question): string => `${dashboard} / ${panel} / ${letter}`

/** Grafana's window for a scrape interval of 5 s: four of them. */
const RATE_INTERVAL = '20s'

/** Every PromQL expression of the committed dashboards, panels and annotations, with the variables as a dashboard opens. */
export function questions(uids: readonly string[]): Question[] {
  return uids.flatMap((uid) => {
    const file = fileURLToPath(new URL(`../../dashboards/grafana/${uid}.json`, import.meta.url))
    const dashboard = readDashboard(readFileSync(file, 'utf8'))
    const values = { ...valuesOf(dashboard), __rate_interval: RATE_INTERVAL }
    const question = (panel: string, letter: string, expr: string): Question => ({
      dashboard: uid,
      panel,
      letter,
      expr: expand(expr, values),
    })
    return [
      ...panelsOf(dashboard).flatMap((panel) =>
        targetsOf(panel)
          .filter(({ datasource }) => datasource?.type === 'prometheus')
          .map(({ refId = '', expr = '' }) => question(panel.title ?? '', refId, expr)),
      ),
      ...(dashboard.annotations.list ?? []).map(({ name, expr = '' }) => question(`annotation ${name}`, 'A', expr)),
    ]
  })
}

/** The highest number that a panel shows; undefined where it shows none. NaN is none. */
export function highest(samples: readonly Sample[]): number | undefined {
  const numbers = samples.map(({ value: [, text] }) => Number(text)).filter((number) => !Number.isNaN(number))
  return numbers.length === 0 ? undefined : Math.max(...numbers)
}
