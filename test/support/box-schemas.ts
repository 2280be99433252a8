/**
 * The keys that our configuration files of other people's programs may use, as those programs document them for the
 * versions that docker-compose.yml pins. Loki 3.7, Tempo 3.0 and the collector refuse unknown keys when they start;
 * Grafana passes over them in silence, and a link is then missing.
 */
import { z } from 'zod'

const durationText = z.string().regex(/^(\d+(ms|s|m|h))+$/)
const inmemoryRing = z.strictObject({ kvstore: z.strictObject({ store: z.literal('inmemory') }) })
const lifecycler = z.strictObject({ min_ready_duration: durationText })

/** Source: Loki 3.7, "Grafana Loki configuration parameters". */
export const lokiSchema = z.strictObject({
  auth_enabled: z.literal(false),
  server: z.strictObject({ http_listen_port: z.int(), log_level: z.enum(['debug', 'info', 'warn', 'error']) }),
  common: z.strictObject({
    instance_addr: z.string(),
    path_prefix: z.string(),
    replication_factor: z.int(),
    ring: inmemoryRing,
    storage: z.strictObject({
      filesystem: z.strictObject({ chunks_directory: z.string(), rules_directory: z.string() }),
    }),
  }),
  schema_config: z.strictObject({
    configs: z.array(
      z.strictObject({
        from: z.iso.date(),
        store: z.literal('tsdb'),
        object_store: z.literal('filesystem'),
        schema: z.literal('v13'),
        index: z.strictObject({ prefix: z.string(), period: z.literal('24h') }),
      }),
    ),
  }),
  ingester: z.strictObject({ lifecycler }),
  pattern_ingester: z.strictObject({ enabled: z.boolean(), lifecycler }),
  limits_config: z.strictObject({
    allow_structured_metadata: z.boolean(),
    volume_enabled: z.boolean(),
    retention_period: durationText,
  }),
  compactor: z.strictObject({
    working_directory: z.string(),
    retention_enabled: z.boolean(),
    delete_request_store: z.literal('filesystem'),
  }),
  ruler: z.strictObject({
    storage: z.strictObject({ type: z.literal('local'), local: z.strictObject({ directory: z.string() }) }),
    rule_path: z.string(),
    alertmanager_url: z.url(),
    ring: inmemoryRing,
    enable_api: z.boolean(),
    evaluation_interval: durationText,
  }),
  analytics: z.strictObject({ reporting_enabled: z.literal(false) }),
})

/** Source: Tempo 3.0, "Configuration"; `ingester`, `compactor` and flat overrides of 2.x are refused. */
export const tempoSchema = z.strictObject({
  stream_over_http_enabled: z.boolean(),
  server: z.strictObject({ http_listen_port: z.int(), log_level: z.enum(['debug', 'info', 'warn', 'error']) }),
  distributor: z.strictObject({
    receivers: z.strictObject({
      otlp: z.strictObject({ protocols: z.strictObject({ http: z.strictObject({ endpoint: z.string() }) }) }),
    }),
  }),
  query_frontend: z.strictObject({ query_end_cutoff: durationText }),
  live_store: z.strictObject({ fail_on_high_lag: z.boolean() }),
  storage: z.strictObject({
    trace: z.strictObject({
      backend: z.literal('local'),
      wal: z.strictObject({ path: z.string() }),
      local: z.strictObject({ path: z.string() }),
    }),
  }),
  metrics_generator: z.strictObject({
    registry: z.strictObject({ external_labels: z.record(z.string(), z.string()) }),
    storage: z.strictObject({
      path: z.string(),
      remote_write: z.array(z.strictObject({ url: z.url(), send_exemplars: z.boolean() })),
    }),
  }),
  overrides: z.strictObject({
    defaults: z.strictObject({
      compaction: z.strictObject({ block_retention: durationText }),
      metrics_generator: z.strictObject({ processors: z.array(z.enum(['service-graphs', 'span-metrics'])) }),
    }),
  }),
  usage_report: z.strictObject({ reporting_enabled: z.literal(false) }),
})

const otlpHttp = z.strictObject({
  endpoint: z.url(),
  encoding: z.enum(['proto', 'json']).optional(),
  sending_queue: z.strictObject({ batch: z.strictObject({}).optional() }),
  retry_on_failure: z.strictObject({ initial_interval: durationText, max_interval: durationText }).optional(),
})
const component = (type: string) => z.string().regex(new RegExp(`^${type}(/[a-z_]+)?$`))
const pipeline = z.strictObject({
  receivers: z.array(z.string()),
  processors: z.array(z.string()),
  exporters: z.array(z.string()),
})

/** Source: collector 0.159; exporters are `otlp_http` since 0.144, and batching is theirs. */
export const collectorSchema = z.strictObject({
  receivers: z.strictObject({
    otlp: z.strictObject({ protocols: z.strictObject({ http: z.strictObject({ endpoint: z.string() }) }) }),
  }),
  processors: z.strictObject({
    memory_limiter: z.strictObject({
      check_interval: durationText,
      limit_percentage: z.int(),
      spike_limit_percentage: z.int(),
    }),
  }),
  exporters: z.record(component('otlp_http'), otlpHttp),
  service: z.strictObject({
    telemetry: z.strictObject({
      logs: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error']) }),
      metrics: z.strictObject({
        readers: z.array(
          z.strictObject({
            pull: z.strictObject({
              exporter: z.strictObject({ prometheus: z.strictObject({ host: z.string(), port: z.int() }) }),
            }),
          }),
        ),
      }),
    }),
    pipelines: z.record(component('(traces|metrics|logs)'), pipeline),
  }),
})

const datasource = z.strictObject({
  name: z.string(),
  uid: z.string().regex(/^[a-z-]{1,40}$/),
  type: z.string(),
  access: z.literal('proxy'),
  url: z.url(),
  isDefault: z.boolean().optional(),
  editable: z.boolean(),
})
const alerting = { manageAlerts: z.boolean(), alertmanagerUid: z.string() }
const tag = z.strictObject({ key: z.string(), value: z.string() })
const spanShift = { spanStartTimeShift: z.string(), spanEndTimeShift: z.string() }

/** Source: Grafana 13, "Provision Grafana" and the page of each data source. */
export const datasourcesSchema = z.strictObject({
  apiVersion: z.literal(1),
  prune: z.boolean(),
  datasources: z.array(
    z.discriminatedUnion('type', [
      datasource.extend({
        type: z.literal('prometheus'),
        jsonData: z.strictObject({
          ...alerting,
          httpMethod: z.enum(['GET', 'POST']),
          timeInterval: z.string(),
          exemplarTraceIdDestinations: z.array(
            z.strictObject({ name: z.string(), datasourceUid: z.string(), urlDisplayLabel: z.string() }),
          ),
        }),
      }),
      datasource.extend({
        type: z.literal('loki'),
        jsonData: z.strictObject({
          ...alerting,
          derivedFields: z.array(
            z.strictObject({
              name: z.string(),
              matcherType: z.enum(['label', 'regex']),
              matcherRegex: z.string(),
              datasourceUid: z.string(),
              url: z.string(),
              urlDisplayLabel: z.string(),
            }),
          ),
        }),
      }),
      datasource.extend({
        type: z.literal('tempo'),
        jsonData: z.strictObject({
          nodeGraph: z.strictObject({ enabled: z.boolean() }),
          search: z.strictObject({ hide: z.boolean() }),
          serviceMap: z.strictObject({ datasourceUid: z.string() }),
          tracesToLogsV2: z.strictObject({
            ...spanShift,
            datasourceUid: z.string(),
            tags: z.array(tag),
            customQuery: z.literal(true),
            query: z.string(),
          }),
          tracesToMetrics: z.strictObject({
            ...spanShift,
            datasourceUid: z.string(),
            tags: z.array(tag),
            queries: z.array(z.strictObject({ name: z.string(), query: z.string() })),
          }),
        }),
      }),
      datasource.extend({
        type: z.literal('alertmanager'),
        jsonData: z.strictObject({
          implementation: z.literal('prometheus'),
          handleGrafanaManagedAlerts: z.boolean(),
        }),
      }),
    ]),
  ),
})

/** Source: Grafana 13, "Provision Grafana", dashboards. */
export const dashboardProvidersSchema = z.strictObject({
  apiVersion: z.literal(1),
  providers: z.array(
    z.strictObject({
      name: z.string(),
      type: z.literal('file'),
      folder: z.string(),
      folderUid: z.string(),
      disableDeletion: z.boolean(),
      allowUiUpdates: z.boolean(),
      updateIntervalSeconds: z.int(),
      options: z.strictObject({ path: z.string() }),
    }),
  ),
})
