import { expect, test } from 'vitest'
import { expandEnv } from './env.ts'

test('the logins of http_config may come from the environment, the rest of it may not', () => {
  const http_config = {
    authorization: { credentials: '${T}' },
    basic_auth: { username: '${T}', password: '${T}' },
    http_headers: { 'X-Token': { secrets: ['a ${T}'] } },
    tls_config: { server_name: '${T}' },
  }
  const { value, faults } = expandEnv({ http_config }, { T: 't' }, true)
  expect(value).toMatchObject({
    http_config: {
      authorization: { credentials: 't' },
      basic_auth: { username: 't', password: 't' },
      http_headers: { 'X-Token': { secrets: ['a t'] } },
    },
  })
  expect(faults.map(({ path }) => path.join('.'))).toEqual(['http_config.tls_config.server_name'])
})
