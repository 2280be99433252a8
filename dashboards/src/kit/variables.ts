/** The variables at the top of a dashboard. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { type SourceKind, source, sourceVariable } from './sources.ts'

const LABELS: Readonly<Record<SourceKind, string>> = {
  prometheus: 'Prometheus data source',
  loki: 'Loki data source',
  tempo: 'Tempo data source',
}

/** Without a current value: Grafana takes the first data source of the kind. */
export const sourceChoice = (kind: SourceKind): Builder<VariableModel> =>
  new DatasourceVariableBuilder(sourceVariable(kind))
    .label(LABELS[kind])
    .description(`Which ${LABELS[kind]} the panels ask.`)
    .type(kind)

interface LabelChoice {
  readonly name: string
  readonly label: string
  readonly description: string
  /** Series whose label values are offered. */
  readonly series: string
  /** What All stands for: `.*` also matches series that do not have the label. */
  readonly all: '.+' | '.*'
  /** The value that the dashboard opens with; All when left out. */
  readonly first?: string
}

export function labelChoice({ name, label, description, series, all, first }: LabelChoice): Builder<VariableModel> {
  const query = `label_values(${series}, ${name})`
  return new QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .datasource(source('prometheus'))
    .query({ query, refId: `variable-${name}` })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue(all)
    .current(
      first === undefined
        ? { selected: true, text: ['All'], value: ['$__all'] }
        : { selected: true, text: [first], value: [first] },
    )
}

export interface TargetChoice {
  /** Targets that have one of these are offered. */
  readonly metrics: readonly [string, ...string[]]
  /** The service that the dashboard opens with. */
  readonly service?: string
}

/** Selects the series of any of the metrics that satisfy all of the matchers. */
export function series([metric, ...others]: TargetChoice['metrics'], ...matchers: readonly string[]): string {
  const all = others.length === 0 ? matchers : [`__name__=~"${[metric, ...others].join('|')}"`, ...matchers]
  return `${others.length === 0 ? metric : ''}${all.length === 0 ? '' : `{${all.join(', ')}}`}`
}

/** Which targets are shown: job, service, instance, each offering what the ones before it left. */
export const targetChoice = ({ metrics, service }: TargetChoice): Builder<VariableModel>[] => [
  labelChoice({
    name: 'job',
    label: 'Job',
    description: 'Scrape job in Prometheus.',
    series: series(metrics),
    all: '.+',
  }),
  labelChoice({
    name: 'service',
    label: 'Service',
    description: 'Label `service`; series that do not have it are shown under All.',
    series: series(metrics, 'job=~"$job"'),
    all: '.*',
    ...(service === undefined ? {} : { first: service }),
  }),
  labelChoice({
    name: 'instance',
    label: 'Instance',
    description: 'Scraped address.',
    series: series(metrics, 'job=~"$job"', 'service=~"$service"'),
    all: '.+',
  }),
]

/** Where the alert router is, as a browser reaches it: its console and the runbooks. A link cannot be relative to Grafana. */
export const routerAddress = (): Builder<VariableModel> =>
  new TextBoxVariableBuilder('router')
    .label('Router address')
    .description(
      'Address of the alert router as your browser reaches it: links to the console and to runbooks start with it.',
    )
    .defaultValue('http://127.0.0.1:9093')
    .current({ selected: true, text: 'http://127.0.0.1:9093', value: 'http://127.0.0.1:9093' })
