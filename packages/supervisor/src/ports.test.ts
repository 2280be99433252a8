import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { checkPorts, listeningInodes, portInUse } from './ports.ts'
import { freePort } from './testing/children.ts'

test('every busy port is named, with who wants and who holds it', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const free = await freePort()
  const wanted = [
    { service: 'shop', port },
    { service: 'load', port: free },
    { service: 'router', port },
  ]
  const message = await checkPorts(wanted).then(
    () => '',
    (error: Error) => error.message,
  )
  const lines = message.split('\n')
  expect(lines).toHaveLength(2)
  expect(lines[0]).toContain(`port ${port}, which shop needs, is in use by`)
  if (existsSync('/proc/net/tcp')) expect(lines[1]).toContain(`process ${process.pid} (`)
  server.close()
  await expect(checkPorts([{ service: 'load', port: free }])).resolves.toBeUndefined()
})

test.each([
  [{ pid: 71, command: 'node server.js' }, 'process 71 (node server.js); stop it (kill 71) and start again'],
  [
    { pid: 72, command: '/usr/sbin/docker-proxy -proto' },
    'a container; stop it (docker ps --filter publish=9093 names it, docker compose down stops a stack) and start again',
  ],
  [
    undefined,
    "a process that this user cannot see; find it (sudo ss -ltnp 'sport = :9093', or docker ps --filter publish=9093), stop it and start again",
  ],
])('who has the port says what to do about it: %j', (holder, said) => {
  expect(portInUse({ service: 'router', port: 9093 }, holder)).toBe(
    `port 9093, which router needs, is in use by ${said}`,
  )
})

test('only listening sockets of that port count', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 6617 1 0000 100 0 0 10 0
   1: 0100007F:1F91 0100007F:1F92 01 00000000:00000000 00:00000000 00000000     0        0 6618 1 0000 100 0 0 10 0
   2: 0100007F:1F92 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 6619 1 0000 100 0 0 10 0`
  expect(listeningInodes(table, 8081)).toEqual(['6617'])
})
