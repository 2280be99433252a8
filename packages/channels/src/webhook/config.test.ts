import { describe, expect, test } from 'vitest'
import { selfSigned } from '../testing/certificate.ts'
import { webhookChannel } from './index.ts'

const SECRET = 'webhook-secret-1'
const base = { url: 'https://hooks.example.com/a' }

const configOf = (change: object = {}) => webhookChannel.schema().parse({ ...base, ...change })

describe('settings', () => {
  test('defaults are those of Alertmanager', () => {
    expect(configOf()).toMatchObject({
      ...{ target: { kind: 'fixed', url: base.url }, sendResolved: true, maxAlerts: 0, timeoutMs: 60_000 },
      http: { headers: {}, followsRedirects: true, tls: { verifies: true, ca: undefined, identity: undefined } },
    })
  })

  test.each([
    [{ timeout: '0s' }, { timeoutMs: 60_000 }],
    [{ timeout: '5m' }, { timeoutMs: 60_000 }],
    [{ timeout: '1m30s' }, { timeoutMs: 60_000 }],
    [{ timeout: '10s' }, { timeoutMs: 10_000 }],
    [
      { send_resolved: false, max_alerts: 20 },
      { sendResolved: false, maxAlerts: 20 },
    ],
    [
      { http_config: { follow_redirects: false, enable_http2: true, proxy_from_environment: false } },
      { http: { followsRedirects: false } },
    ],
    [
      { http_config: { tls_config: { insecure_skip_verify: true, server_name: 'x', min_version: 'TLS13' } } },
      { http: { tls: { verifies: false, serverName: 'x', minVersion: 'TLSv1.3' } } },
    ],
    [{ http_config: { tls_config: { ca: selfSigned.cert } } }, { http: { tls: { ca: selfSigned.cert } } }],
    [{ http_config: { tls_config: selfSigned } }, { http: { tls: { identity: selfSigned } } }],
  ])('%#', (change, expected) => {
    expect(configOf(change)).toMatchObject(expected)
  })

  test.each([
    [{ url: undefined }, 'must be an http or https URL'],
    [{ url: 'ftp://example.com' }, 'must be an http or https URL'],
    [{ timeout: '10ms' }, 'must be a duration such as 10s'],
    [{ timeout: 10 }, 'must be a duration such as 10s'],
    [{ max_alerts: -1 }, 'must be a whole number from 0'],
    [{ max_alerts: 1.5 }, 'must be a whole number from 0'],
    [{ body: 'x' }, 'body'],
    [{ http_config: { authorization: { type: 'Basic', credentials: SECRET } } }, 'use \\"basic_auth\\" instead'],
    [{ http_config: { authorization: { credentials: `${SECRET}\n` } } }, 'must be one line'],
    [
      { http_config: { authorization: { credentials: SECRET }, basic_auth: { username: 'u', password: SECRET } } },
      'stands beside \\"authorization\\"; at most one is allowed',
    ],
    [{ http_config: { bearer_token: SECRET, basic_auth: { password: SECRET } } }, 'at most one is allowed'],
    [{ http_config: { http_headers: { Authorization: { secrets: [SECRET] } } } }, 'is set by Tocsin itself'],
    [{ http_config: { http_headers: { 'X-A': { values: [`${SECRET}\r\n`] } } } }, 'must be printable ASCII'],
    [{ http_config: { http_headers: { 'X-A': { files: ['a'] } } } }, 'files'],
    [{ http_config: { oauth2: { client_secret: SECRET } } }, 'is not supported; put a token into'],
    [{ http_config: { proxy_url: 'http://proxy:3128' } }, 'no proxy is used'],
    [{ http_config: { proxy_from_environment: true } }, 'no proxy is used'],
    [{ http_config: { tls_config: { min_version: 'TLS10' } } }, 'must be TLS12 or TLS13'],
    [{ http_config: { tls_config: { min_version: 'TLS13', max_version: 'TLS12' } } }, 'is above \\"max_version\\"'],
    [{ http_config: { tls_config: { cert: selfSigned.cert } } }, 'needs \\"key\\" or \\"key_file\\" beside it'],
    [
      { http_config: { tls_config: { cert: selfSigned.cert, key: SECRET } } },
      'do not hold a certificate and its own key',
    ],
    [{ http_config: { tls_config: { ca: SECRET } } }, 'holds no certificate'],
  ])('%# is refused', (change, problem) => {
    const problems = JSON.stringify(webhookChannel.schema().safeParse({ ...base, ...change }).error?.issues)
    expect(problems).toContain(problem)
    expect(problems).not.toContain(SECRET)
  })

  test('named by its host, and by four characters that tell it from others there', () => {
    const named = (url: string) => webhookChannel.describe(configOf({ url }))
    const name = named('https://u:p@hooks.example.com:8443/T0/B0?key=1')
    expect(name).toMatch(/^webhook hooks\.example\.com:8443 …[0-9a-f]{4}$/)
    expect(named('https://hooks.example.com:8443/T0/B0?key=2')).not.toBe(name)
  })
})
