import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { renderPrometheusConfig } from './prometheus-config.ts'

const TEXT = `global:
  scrape_interval: 5s # often

rule_files:
  # what an operator edits
  - /etc/prometheus/rules/*.rules.yml
  - more/*.yml

scrape_configs:
  - job_name: shop
    static_configs:
      - targets: ['127.0.0.1:8081', "127.0.0.1:80811", 9127.0.0.1:8081]
  - job_name: faults
    static_configs: [{ targets: ['127.0.0.1:8082'] }]
`

test('addresses and rule files are replaced, all else stays', () => {
  const rendered = renderPrometheusConfig(TEXT, {
    // The first is replaced by what the second looks for: each place changes once.
    targets: { '127.0.0.1:8081': '127.0.0.1:8082', '127.0.0.1:8082': '127.0.0.1:9' },
    rulesGlob: "/home/o'neill/$& x/*.rules.yml",
  })
  expect(rendered).toBe(`global:
  scrape_interval: 5s # often

rule_files:
  - "/home/o'neill/$& x/*.rules.yml"

scrape_configs:
  - job_name: shop
    static_configs:
      - targets: ['127.0.0.1:8082', "127.0.0.1:80811", 9127.0.0.1:8081]
  - job_name: faults
    static_configs: [{ targets: ['127.0.0.1:9'] }]
`)
})

test('jobs of what does not run are dropped whole', () => {
  const options = { targets: {}, rulesGlob: '/r/*.yml' }
  const head = TEXT.slice(TEXT.indexOf('scrape_configs'), TEXT.indexOf('  - job_name: shop'))
  const [shop, faults] = [TEXT.indexOf('  - job_name: shop'), TEXT.indexOf('  - job_name: faults')]
  const rest = (...names: string[]): string =>
    renderPrometheusConfig(TEXT, { ...options, keepJob: (job) => !names.includes(job) }).replace(
      /^.*(?=scrape_configs)/s,
      '',
    )
  expect(rest('shop')).toBe(head + TEXT.slice(faults))
  expect(rest('faults', 'load')).toBe(head + TEXT.slice(shop, faults))
})

test('the short form of rule_files, at the end of the file', () => {
  const options = { targets: {}, rulesGlob: '/r/*.yml' }
  expect(renderPrometheusConfig('a: 1\nrule_files: [x.yml]\n', options)).toBe('a: 1\nrule_files:\n  - "/r/*.yml"\n\n')
})

test('a file without rule_files is refused', () => {
  expect(() => renderPrometheusConfig('global: {}\n', { targets: {}, rulesGlob: 'x' })).toThrow('no `rule_files:`')
})

const file = fileURLToPath(new URL('../../../../services/prometheus/prometheus.yml', import.meta.url))

test.runIf(existsSync(file))('the file of the project', () => {
  const rendered = renderPrometheusConfig(readFileSync(file, 'utf8'), {
    targets: { 'shop:8081': '127.0.0.1:1', 'router:9093': '127.0.0.1:2', 'localhost:9090': '127.0.0.1:3' },
    rulesGlob: '/r/*.rules.yml',
    keepJob: (job) => ['shop', 'router', 'prometheus'].includes(job),
  })
  expect([...rendered.matchAll(/job_name: (\w+)/g)].map(([, name]) => name)).toEqual(['shop', 'router', 'prometheus'])
  expect(rendered).toContain('rule_files:\n  - "/r/*.rules.yml"\n')
  expect([...rendered.matchAll(/targets: \['([^']+)'\]/g)].map(([, target]) => target)).toEqual([
    '127.0.0.1:2',
    '127.0.0.1:1',
    '127.0.0.1:2',
    '127.0.0.1:3',
  ])
})
