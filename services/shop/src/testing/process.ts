/** The real shop process, with its log lines, and a receiver for its OTLP logs. Only for tests. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const lineSchema = z.looseObject({
  level: z.string(),
  msg: z.string(),
  err: z.looseObject({ type: z.string(), message: z.string(), stack: z.string() }).optional(),
})

type LogLine = z.output<typeof lineSchema>

export interface ShopProcess {
  readonly url: string
  readonly faultsUrl: string
  readonly lines: readonly LogLine[]
  readonly child: ChildProcess
  /** What it wrote beside its log. */
  stderr(): string
  /** SIGTERM; gives back the exit code. */
  stop(): Promise<number | null>
}

export async function startShop(env: Readonly<Record<string, string>>): Promise<ShopProcess> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../main.ts', import.meta.url))], {
    env: { PATH: process.env['PATH'], TOCSIN_SHOP_LISTEN: '0', TOCSIN_SHOP_FAULTS_LISTEN: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const lines: LogLine[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(lineSchema.parse(JSON.parse(line))))
  const open = await until('the shop is open', 20_000, () => {
    if (child.exitCode !== null) throw new Error(`the shop ended with ${child.exitCode}: ${stderr}`)
    return lines.find((line) => line.msg === 'the shop is open')
  })
  return {
    url: `http://${String(open['address'])}`,
    faultsUrl: `http://${String(open['faultsAddress'])}`,
    lines,
    child,
    stderr: () => stderr,
    async stop() {
      if (child.exitCode !== null) return child.exitCode
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
      return child.exitCode
    },
  }
}

/** Polls until `read` gives something; throws with the name and the budget otherwise. */
export async function until<T>(name: string, budgetMs: number, read: () => T | Promise<T>): Promise<NonNullable<T>> {
  const giveUpAt = performance.now() + budgetMs
  for (;;) {
    const value = await read()
    if (value) return value
    if (performance.now() > giveUpAt) throw new Error(`${name}: not within ${budgetMs} ms`)
    await sleep(20)
  }
}

const attribute = z.looseObject({ key: z.string() })
const exportSchema = z.object({
  resourceLogs: z.array(
    z.looseObject({
      scopeLogs: z.array(
        z.looseObject({
          logRecords: z.array(
            z.looseObject({
              body: z.looseObject({ stringValue: z.string().optional() }),
              severityText: z.string(),
              traceId: z.string().optional(),
              attributes: z.array(attribute),
            }),
          ),
        }),
      ),
    }),
  ),
})

type OtlpRecord = z.output<typeof exportSchema>['resourceLogs'][number]['scopeLogs'][number]['logRecords'][number]

export interface LogReceiver {
  readonly url: string
  readonly records: readonly OtlpRecord[]
  stop(): Promise<void>
}

/** Takes OTLP/HTTP JSON logs, as the router's `/v1/logs`. */
export async function startLogReceiver(): Promise<LogReceiver> {
  const records: OtlpRecord[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = exportSchema.parse(JSON.parse(Buffer.concat(chunks).toString()))
      records.push(...body.resourceLogs.flatMap((part) => part.scopeLogs.flatMap((scope) => scope.logRecords)))
      response.setHeader('content-type', 'application/json').end('{}')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1/logs`,
    records,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
