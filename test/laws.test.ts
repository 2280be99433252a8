import { globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { parseSync } from 'vite'
import { describe, expect, test } from 'vitest'

interface Edge {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

/** Workspace names as folders, so that `@tocsin/kit` and `../../packages/kit` are judged alike. */
const folderOf = new Map(
  globSync('{packages,services}/*/package.json').map((file) => [
    (JSON.parse(readFileSync(file, 'utf8')) as { name: string }).name,
    posix.dirname(file),
  ]),
)

function resolve(from: string, to: string): string {
  if (to.startsWith('.')) return posix.join(posix.dirname(from), to)
  const name = to.split('/').slice(0, 2).join('/')
  const folder = folderOf.get(name)
  return folder ? `${folder}${to.slice(name.length)}` : to
}

function importsOf(from: string): Edge[] {
  const text = readFileSync(from, 'utf8')
  const { module } = parseSync(from, text)
  const edge = (to: string, typeOnly: boolean): Edge => ({ from, typeOnly, to: resolve(from, to) })
  return [
    ...module.staticImports.map((i) =>
      edge(i.moduleRequest.value, i.entries.length > 0 && i.entries.every((e) => e.isType)),
    ),
    ...module.staticExports.flatMap((x) =>
      x.entries.flatMap((e) => (e.moduleRequest ? [edge(e.moduleRequest.value, e.isType)] : [])),
    ),
    ...module.dynamicImports.map((i) => edge(text.slice(i.moduleRequest.start + 1, i.moduleRequest.end - 1), false)),
  ]
}

const files = globSync('{packages,services}/*/src/**/*.ts').concat(globSync('{web,cli,dashboards}/src/**/*.{ts,tsx}'))
const product = files.filter((file) => !/\.(test|case)\.tsx?$/.test(file) && !file.includes('/testing/'))
const edges = files.flatMap(importsOf)
/** Rooms that decide, and neither look nor act. */
const PURE =
  /^services\/router\/src\/(model|routing|muting|decide)\/|^services\/rules\/src\/converge\/|^packages\/(guards|template|rules\/src\/people)\//
const unit = (path: string): string => path.split('/').slice(0, 2).join('/')
const show = ({ from, to }: Edge): string => `${from} -> ${to}`

test('there is something to judge', () => {
  expect(edges.length).toBeGreaterThan(100)
  expect(edges.some(({ from, to }) => from.startsWith('services/router') && to.startsWith('packages/kit'))).toBe(true)
})

describe('import laws', () => {
  test('a service imports no other service; console and command line read types of one file only', () => {
    const crossing = edges.filter((e) => e.to.startsWith('services/') && unit(e.from) !== unit(e.to))
    const allowed = (e: Edge): boolean =>
      /^(web|cli)\//.test(e.from) && e.typeOnly && e.to === 'services/router/src/console/contract.ts'
    expect(crossing.filter((e) => !allowed(e)).map(show)).toEqual([])
  })

  test('a package imports no service, and kit imports nobody', () => {
    const wrong = edges.filter(
      (e) =>
        (e.from.startsWith('packages/') && e.to.startsWith('services/')) ||
        (e.from.startsWith('packages/kit/') && e.to.startsWith('packages/') && unit(e.to) !== 'packages/kit'),
    )
    expect(wrong.map(show)).toEqual([])
  })

  test('inside the router nothing points up', () => {
    const order = [
      ['main'],
      ['app', 'server', 'config', 'settings', 'flags', 'metrics', 'reload'],
      ['intake', 'logs', 'console', 'loop', 'oncall', 'web', 'act', 'callback'],
      ['store'],
      ['decide'],
      ['routing', 'muting'],
      ['model'],
    ]
    const room = (path: string): string => (path.split('/')[3] ?? '').replace(/\.ts$/, '')
    const floor = (path: string): number => order.findIndex((rooms) => rooms.includes(room(path)))
    const inside = edges.filter(
      (e) => product.includes(e.from) && unit(e.from) === 'services/router' && unit(e.to) === unit(e.from),
    )
    expect(inside.length).toBeGreaterThan(30)
    expect([...new Set(inside.map((e) => e.from).filter((file) => floor(file) < 0))]).toEqual([])
    // A contract of types crosses any border: it carries no behaviour.
    const up = inside.filter((e) => floor(e.to) < floor(e.from) && !(e.typeOnly && e.to.endsWith('/contract.ts')))
    expect(up.map(show)).toEqual([])
  })

  test('pure rooms import no IO', () => {
    const pure = edges.filter((e) => PURE.test(e.from) && product.includes(e.from))
    const io = pure.filter(
      (e) =>
        !e.typeOnly && /^(node:(fs|http|net|https|child_process|timers|worker_threads)|axios|express|pg)/.test(e.to),
    )
    expect(io.map(show)).toEqual([])
  })

  test('telemetry comes first: a main.ts imports nothing else of weight before it', () => {
    const mains = globSync('services/*/src/main.ts')
    expect(mains.length).toBeGreaterThan(2)
    const early = mains.flatMap((file) => {
      const { module } = parseSync(file, readFileSync(file, 'utf8'))
      return module.staticImports
        .map((i) => i.moduleRequest.value)
        .filter((to) => !['@tocsin/kit/run', '@tocsin/kit/telemetry'].includes(to))
        .map((to) => `${file} -> ${to}`)
    })
    expect(early).toEqual([])
  })
})

describe('text laws', () => {
  const offenders = (pattern: RegExp, among: readonly string[]): string[] =>
    among.filter((file) => pattern.test(readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')))

  test('only main.ts reads the environment and handles signals', () => {
    // `kit/run` handles them on the process that main.ts hands to it.
    const others = product.filter((file) => !/\/main\.ts$/.test(file) && file !== 'packages/kit/src/run.ts')
    expect(offenders(/process\.env\b|process\.on(ce)?\('SIG/, others)).toEqual([])
  })

  test('pure rooms read no clock', () => {
    const pure = product.filter((file) => PURE.test(file))
    expect(pure.length).toBeGreaterThan(5)
    expect(offenders(/Date\.now\(|new Date\(\)|performance\.now|Math\.random\(/, pure)).toEqual([])
  })

  test('no file is longer than 300 lines', () => {
    expect(files.filter((file) => readFileSync(file, 'utf8').split('\n').length > 301)).toEqual([])
  })
})

test('the runbook pages have the colours of the console, which is built apart', () => {
  const colours = (file: string): string[] =>
    [...readFileSync(file, 'utf8').matchAll(/^ *--(\w[\w-]*):\s*([^;]+);/gm)].map(
      ([, name, value = '']) => `${name}: ${value.replace(/\s+/g, ' ')}`,
    )
  const theirs = colours('web/src/styles/tokens.css')
  const pages = colours('services/router/src/console/runbooks/runbooks.css')
  expect(pages.length).toBeGreaterThan(15)
  expect(pages.filter((colour) => !theirs.includes(colour))).toEqual([])
})
