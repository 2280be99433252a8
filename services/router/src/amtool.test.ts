/**
 * The verdict on whole configuration files, ours beside that of Debian's `amtool check-config` (Alertmanager 0.25). Each file of
 * `testing/configs/bad` has one mistake, which its name says; the verdicts agree but for those of `differs`.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { ConfigProblems, findOnPath } from '@tocsin/kit'
import { describe, expect, test } from 'vitest'
import { loadConfig } from './config.ts'

const amtool = findOnPath('amtool', process.env['PATH'])
/** Where it must be there, its absence is a failure. */
const missing = !process.env['CI'] && amtool === undefined

const FOLDER = join(import.meta.dirname, 'testing/configs')
const filesOf = (kind: string): string[] =>
  readdirSync(join(FOLDER, kind))
    .filter((name) => name.endsWith('.yml'))
    .map((name) => join(FOLDER, kind, name))

/** Why the verdicts differ, by the name of the file. */
const DIFFERENCES: Readonly<Record<string, { readonly ours: 'accepted' | 'refused'; readonly why: string }>> = {
  'newer-equal-utf8': { ours: 'accepted', why: 'since 0.27 any text is the name of a label' },
  'newer-event-recorder': { ours: 'accepted', why: 'since 0.33; without effect here, the history has its events' },
  'newer-global-settings': { ours: 'accepted', why: 'settings of vendors that came after 0.25' },
  'newer-group-by-utf8': { ours: 'accepted', why: 'since 0.27 any text is the name of a label' },
  'newer-http-headers': { ours: 'accepted', why: 'newer than 0.25' },
  'newer-inhibit-rule-name': { ours: 'accepted', why: 'since 0.30' },
  'newer-matcher-utf8': { ours: 'accepted', why: 'the parser of 0.27' },
  'newer-receiver-labels': { ours: 'accepted', why: 'since 0.33' },
  'newer-route-labels': { ours: 'accepted', why: 'since 0.34' },
  'newer-tracing': { ours: 'accepted', why: 'since 0.30; without effect here, OTEL_* variables are' },
  'newer-webhook-timeout': { ours: 'accepted', why: 'since 0.28' },
  'ours-channels': { ours: 'accepted', why: 'channels of our own' },
  'ours-settings': { ours: 'accepted', why: 'settings of our own' },
  'ours-tiers': { ours: 'accepted', why: 'tiers are our own' },
  'stricter-channel-of-another-vendor': { ours: 'refused', why: 'there is no such channel: nobody would be told' },
  'stricter-oauth2': { ours: 'refused', why: 'not supported: each message would be refused' },
  'stricter-plain-password': { ours: 'refused', why: 'the password would cross the network for all to read' },
  'stricter-proxy': { ours: 'refused', why: 'not supported: the receiver might not be reached' },
  'stricter-regular-expression-too-large': { ours: 'refused', why: 'compiling it would hold up all else' },
  'stricter-secret-file-missing': { ours: 'refused', why: 'read at the start, not at the first message' },
  'stricter-user-without-password': { ours: 'refused', why: 'no mail server would take it' },
}

/** Undefined, or what is wrong; each problem has its place. */
function ourProblems(configFile: string): readonly string[] | undefined {
  try {
    loadConfig({ configFile, rulesLogs: [], matchers: 'fallback' }, {})
    return undefined
  } catch (error) {
    if (!(error instanceof ConfigProblems)) throw error
    return error.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`)
  }
}

function amtoolAccepts(file: string): boolean {
  return spawnSync(amtool ?? 'amtool', ['check-config', file]).status === 0
}

describe.each([
  ['good', true],
  ['bad', false],
] as const)('%s', (kind, accepted) => {
  test.each(filesOf(kind))('%s', (file) => {
    const problems = ourProblems(file)
    expect(problems === undefined, problems?.join('\n')).toBe(accepted)
    for (const problem of problems ?? []) expect(problem).toMatch(/^[1-9]\d*:[1-9]\d*: \S/)
    expect(problems?.length ?? 1).toBe(1)
  })

  test.skipIf(missing)('amtool agrees', () => {
    for (const file of filesOf(kind)) expect([basename(file), amtoolAccepts(file)]).toEqual([basename(file), accepted])
  })
})

describe('differences', () => {
  const files = filesOf('differs')

  test('each is named, with its reason', () => {
    expect(files.map((file) => basename(file, '.yml'))).toEqual(Object.keys(DIFFERENCES))
  })

  test.each(files)('%s', (file) => {
    const problems = ourProblems(file)
    const { ours } = DIFFERENCES[basename(file, '.yml')] ?? {}
    expect(problems === undefined ? 'accepted' : 'refused', problems?.join('\n')).toBe(ours)
  })

  test.skipIf(missing)('amtool has the other verdict', () => {
    for (const file of files) {
      const name = basename(file, '.yml')
      expect([name, amtoolAccepts(file) ? 'accepted' : 'refused']).not.toEqual([name, DIFFERENCES[name]?.ours])
    }
  })
})
