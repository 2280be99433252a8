import { expect, test } from 'vitest'
import { allowed, type Need, needOf, type Role } from './roles.ts'

test.each<[string, string, Need]>([
  ['GET', '/-/healthy', 'probe'],
  ['HEAD', '/-/ready', 'probe'],
  ['POST', '/api/v2/alerts', 'ingest'],
  ['POST', '/API/v2/alerts/', 'ingest'],
  ['GET', '/api/v2/alerts', 'read'],
  ['GET', '/api/v2/alerts/groups', 'read'],
  ['OPTIONS', '/api/v2/alerts', 'read'],
  ['POST', '/api/v2/silences', 'operate'],
  ['DELETE', '/api/v2/silence/x', 'operate'],
  ['POST', '/-/reload', 'operate'],
  ['POST', '/console/api/test', 'operate'],
  ['POST', '/api/tocsin/receivers/on%20call/test', 'operate'],
  ['POST', '/api/tocsin/receivers/on%20call/render', 'read'],
  ['POST', '/api/tocsin/receivers/a/b/render', 'operate'],
  ['PROPFIND', '/', 'operate'],
  ['GET', '/metrics', 'read'],
  ['GET', '/', 'read'],
  ['POST', '/v1/logs', 'ingest'],
  ['POST', '/loki/api/v1/push', 'ingest'],
  ['POST', '/webhook/grafana', 'ingest'],
  ['GET', '/act/token', 'signed'],
  ['POST', '/Act/token/', 'signed'],
  ['POST', '/callback/wecom/oncall', 'signed'],
  ['POST', '/api/act/x', 'operate'],
])('%s %s needs %s', (method, path, need) => {
  expect(needOf(method, path)).toBe(need)
})

test.each<[Need, Role[], boolean]>([
  ['read', ['read'], true],
  ['read', ['operate'], true],
  ['read', ['ingest'], false],
  ['operate', ['read', 'ingest'], false],
  ['operate', ['operate'], true],
  ['ingest', ['operate', 'read'], false],
  ['ingest', ['ingest'], true],
  ['probe', ['ingest'], true],
  ['probe', [], false],
  ['signed', [], true],
])('%s with %j: %s', (need, roles, expected) => {
  expect(allowed(need, { name: 'x', roles: new Set(roles) })).toBe(expected)
})
