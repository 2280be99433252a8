/** Prometheus, Grafana, Loki, Tempo and the collector in containers: their files, and that they agree with each other. */
import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import {
  collectorSchema,
  dashboardProvidersSchema,
  datasourcesSchema,
  lokiSchema,
  tempoSchema,
} from './support/box-schemas.ts'
import { readComposeFile } from './support/compose-file.ts'

const read = (file: string): unknown => parse(readFileSync(`services/${file}`, 'utf8'))
const loki = lokiSchema.parse(read('loki/loki.yml'))
const tempo = tempoSchema.parse(read('tempo/tempo.yml'))
const collector = collectorSchema.parse(read('collector/collector.yml'))
const { datasources } = datasourcesSchema.parse(read('grafana/provisioning/datasources/tocsin.yml'))
const { providers } = dashboardProvidersSchema.parse(read('grafana/provisioning/dashboards/tocsin.yml'))
const compose = readComposeFile()

const dashboards = globSync('dashboards/grafana/*.json').map((file) => ({ file, text: readFileSync(file, 'utf8') }))

test('an unknown key is found', () => {
  expect(tempoSchema.safeParse({ ...tempo, ingester: {} }).success).toBe(false)
  expect(lokiSchema.safeParse({ ...loki, table_manager: {} }).success).toBe(false)
  expect(collectorSchema.safeParse({ ...collector, processors: { batch: {} } }).success).toBe(false)
})

/** What listens inside the network: from our own compose file and from the files above. */
const listening = new Set([
  ...Object.entries(compose.services).flatMap(([name, { ports = [] }]) =>
    ports.map((port) => `${name}:${port.split(':').at(-1)}`),
  ),
  `tempo:${tempo.distributor.receivers.otlp.protocols.http.endpoint.split(':')[1]}`,
  `collector:${collector.service.telemetry.metrics.readers[0]?.pull.exporter.prometheus.port}`,
])

test('every address in these files is a container that listens there', () => {
  const prometheus = readFileSync('services/prometheus/prometheus.yml', 'utf8')
  const addresses = [
    ...Object.values(collector.exporters).map(({ endpoint }) => endpoint),
    ...tempo.metrics_generator.storage.remote_write.map(({ url }) => url),
    loki.ruler.alertmanager_url,
    ...datasources.map(({ url }) => url),
    ...[...prometheus.matchAll(/targets: \['([^']+)'\]/g)].map(([, target]) => `http://${target}`),
  ].map((url) => new URL(url).host)
  expect(addresses.length).toBeGreaterThan(15)
  expect(addresses.filter((host) => host !== 'localhost:9090' && !listening.has(host))).toEqual([])
})

test('the ports that Loki, Tempo and the collector listen on are the published ones', () => {
  expect(listening).toContain(`loki:${loki.server.http_listen_port}`)
  expect(listening).toContain(`tempo:${tempo.server.http_listen_port}`)
  expect(listening).toContain(`collector:${collector.receivers.otlp.protocols.http.endpoint.split(':')[1]}`)
})

test('Prometheus scrapes every container that has metrics, by its own name', () => {
  const { scrape_configs: jobs } = read('prometheus/prometheus.yml') as {
    scrape_configs: { job_name: string; static_configs: [{ labels: { service: string } }] }[]
  }
  const silent = ['secrets', 'postgres', 'valkey']
  expect(jobs.map(({ job_name }) => job_name).toSorted()).toEqual(
    Object.keys(compose.services)
      .filter((name) => !silent.includes(name))
      .toSorted(),
  )
  expect(jobs.filter(({ job_name, static_configs }) => static_configs[0].labels.service !== job_name)).toEqual([])
})

test('components of the collector are all used and all defined', () => {
  const used = Object.values(collector.service.pipelines).flatMap((p) => [
    ...p.receivers,
    ...p.processors,
    ...p.exporters,
  ])
  const defined = [collector.receivers, collector.processors, collector.exporters].flatMap(Object.keys)
  expect([...new Set(used)].toSorted()).toEqual(defined.toSorted())
})

test('logs go to Loki and to the router, which reads OTLP as JSON', () => {
  expect(collector.service.pipelines['logs']?.exporters).toEqual(['otlp_http/loki', 'otlp_http/router'])
  expect(collector.exporters['otlp_http/router']?.encoding).toBe('json')
})

test('links between data sources lead to data sources', () => {
  const uids = datasources.map(({ uid }) => uid)
  expect(uids).toEqual(['prometheus', 'loki', 'tempo', 'alertmanager'])
  const linked = [...JSON.stringify(datasources).matchAll(/"(?:datasourceUid|alertmanagerUid)":"([^"]+)"/g)]
  expect(linked.length).toBeGreaterThan(6)
  expect(linked.map(([, uid]) => uid).filter((uid) => !uids.includes(uid ?? ''))).toEqual([])
})

test('in provisioning files a dollar sign is doubled', () => {
  const text = readFileSync('services/grafana/provisioning/datasources/tocsin.yml', 'utf8').replace(/^#.*$/gm, '')
  expect(text.replaceAll('$$', '')).not.toContain('$')
})

test('the dashboards that Grafana reads are those of the repository, and one of them is its first page', () => {
  const mounts = compose.services['grafana']?.volumes?.map(String) ?? []
  expect(mounts).toContain(`./dashboards/grafana:${providers[0]?.options.path}:ro`)
  expect(dashboards.length).toBeGreaterThan(4)
  const home = compose.services['grafana']?.environment?.['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH'] ?? ''
  expect(dashboards.map(({ file }) => file)).toContain(
    home.replace(`${providers[0]?.options.path}/`, 'dashboards/grafana/'),
  )
})
