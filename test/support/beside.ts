/** Our router and Debian's Alertmanager with the same file, asked the same. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingHttpHeaders, request as send } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Alertmanager, startAlertmanager } from './alertmanager.ts'
import { type Service, startService } from './service.ts'

export interface Request {
  readonly method?: string
  readonly path: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface Heard {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Both<T> {
  readonly ours: T
  readonly theirs: T
}

export interface Beside {
  readonly urls: Both<string>
  /** Both, one after the other. */
  ask(request: Request): Promise<Both<Heard>>
  /** Asks the two with requests of their own. */
  each(request: (side: keyof Both<unknown>) => Request): Promise<Both<Heard>>
  stop(): Promise<void>
}

export const JSON_TYPE = { 'content-type': 'application/json' }

export async function startBeside(config: string): Promise<Beside> {
  const dir = mkdtempSync(join(tmpdir(), 'tocsin-beside-'))
  writeFileSync(join(dir, 'router.yml'), config)
  let router: Service | undefined
  let alertmanager: Alertmanager | undefined
  try {
    alertmanager = await startAlertmanager(config)
    router = await startRouter(dir)
  } catch (error) {
    await alertmanager?.stop()
    throw error
  }
  const urls = { ours: router.url, theirs: alertmanager.url }
  const each = async (request: (side: keyof Both<unknown>) => Request): Promise<Both<Heard>> => ({
    ours: await hear(urls.ours, request('ours')),
    theirs: await hear(urls.theirs, request('theirs')),
  })
  return {
    urls,
    each,
    ask: (request) => each(() => request),
    stop: async () => {
      await Promise.all([router.stop(), alertmanager.stop()])
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** On `router.yml` of the folder. */
export function startRouter(dir: string, ...flags: readonly string[]): Promise<Service> {
  return startService('router', {
    args: [
      ...[`--config.file=${join(dir, 'router.yml')}`, `--storage.path=${join(dir, 'data')}`],
      ...['--web.listen-address=127.0.0.1:0', ...flags],
    ],
  })
}

/** Without what `fetch` adds and hides. Status 0: the server hung up without an answer. */
export function hear(url: string, { method = 'GET', path, body, headers = {} }: Request): Promise<Heard> {
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  return new Promise((resolve) => {
    const call = send(url + path, { method, headers: { ...headers, ...length } }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text })
      })
    })
    call.on('error', () => resolve({ status: 0, headers: {}, body: '' }))
    call.end(body)
  })
}
