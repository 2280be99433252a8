/** Cache servers of the test's own: a single one, or a cluster of three. Only for tests. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findOnPath } from '@tocsin/kit'
import { Redis } from 'ioredis'
import { freePort } from './ports.ts'
import { until } from './process.ts'

export interface TestRedis {
  readonly port: number
  /** A connection of the test's own, to look and to write. Do not use it while the server is away. */
  readonly admin: Redis
  kill(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void>
  /** On the same port; a cluster node keeps its identity. */
  startAgain(): Promise<void>
  stop(): Promise<void>
}

export interface TestRedisOptions {
  readonly password?: string
  /** A node of a cluster; its bus listens here. */
  readonly busPort?: number
}

/** `valkey-server` or `redis-server` on PATH; undefined when there is none. */
export function findRedis(): string | undefined {
  const path = process.env['PATH']
  return findOnPath('valkey-server', path) ?? findOnPath('redis-server', path)
}

export async function startRedis(program: string, options: TestRedisOptions = {}): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'shop-cache-'))
  const port = await freePort()
  const config = join(folder, 'server.conf')
  writeFileSync(
    config,
    [
      `port ${port}`,
      'bind 127.0.0.1',
      'save ""',
      'appendonly no',
      `dir ${folder}`,
      ...(options.password ? [`requirepass ${options.password}`] : []),
      ...(options.busPort
        ? ['cluster-enabled yes', `cluster-port ${options.busPort}`, 'cluster-node-timeout 500']
        : []),
    ].join('\n'),
    { mode: 0o600 },
  )
  let child: ChildProcess
  const admin = new Redis({
    port,
    host: '127.0.0.1',
    ...(options.password ? { password: options.password } : {}),
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => 50,
  })
  admin.on('error', () => undefined)
  const launch = async (): Promise<void> => {
    child = spawn(program, [config], { stdio: 'ignore' })
    await until('the cache server answers', 10_000, async () => (await admin.ping().catch(() => '')) === 'PONG')
  }
  const ended = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
  await launch()
  return {
    port,
    admin,
    async kill(signal) {
      child.kill(signal)
      if (signal === 'SIGKILL') await ended()
    },
    startAgain: launch,
    async stop() {
      admin.disconnect()
      child.kill('SIGKILL')
      await ended()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Three masters without replicas: the loss of one is the loss of a third of the keys. */
export async function startRedisCluster(program: string): Promise<readonly TestRedis[]> {
  const busPorts = [await freePort(), await freePort(), await freePort()]
  const nodes = await Promise.all(busPorts.map((busPort) => startRedis(program, { busPort })))
  const [first] = nodes
  for (const [index, node] of nodes.entries()) {
    const from = Math.ceil((16_384 * index) / 3)
    const to = Math.ceil((16_384 * (index + 1)) / 3) - 1
    await node.admin.call('CLUSTER', 'ADDSLOTSRANGE', from, to)
    if (index > 0) await first?.admin.call('CLUSTER', 'MEET', '127.0.0.1', node.port, busPorts[index] ?? 0)
  }
  await clusterIs(nodes, 'ok')
  return nodes
}

/** Waits until each of the nodes says so. */
export async function clusterIs(nodes: readonly TestRedis[], state: 'ok' | 'fail'): Promise<void> {
  for (const { admin } of nodes) {
    await until(`a cluster that is ${state}`, 15_000, async () =>
      String(await admin.cluster('INFO')).includes(`cluster_state:${state}`),
    )
  }
}
