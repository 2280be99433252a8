/** The page for users says what there is. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { FUNCTIONS } from './functions/index.ts'
import { DEFAULT_LIMITS, parseTemplates } from './index.ts'
import { rendered } from './testing/sample.ts'

const page = readFileSync(new URL('../../../docs/templates.md', import.meta.url), 'utf8')

test('every function is named', () => {
  const named = [...page.matchAll(/`([a-z][A-Za-z0-9]*)(?: [A-Z ]+)?`/g)].map(([, name]) => name)
  expect([...FUNCTIONS.keys()].filter((name) => !named.includes(name))).toEqual([])
})

test('every default template is named, or its integration', () => {
  const parsed = parseTemplates([])
  const names = parsed.ok ? parsed.set.names : []
  expect(names.length).toBeGreaterThan(50)
  const named = (name: string): boolean =>
    page.includes(`\`${name}\``) || page.includes(`\`${name.split('.')[0]}.`) || name.endsWith('.tmpl')
  expect(names.filter((name) => !named(name))).toEqual([])
})

test('the limits are those in force', () => {
  for (const limit of Object.values(DEFAULT_LIMITS)) expect(page).toContain(`| ${limit.toLocaleString('en-US')}`)
})

test('the example renders', () => {
  const example = /```\n(\{\{ define "team.title"[\s\S]*?)```/.exec(page)?.[1] ?? ''
  const files = [{ file: 'team.tmpl', text: example }]
  expect(rendered('{{ template "team.title" . }}|{{ template "team.text" . }}', { files })).toEqual({
    ok: true,
    text: '[FIRING] DiskFull|\nfull, since 06:13\n',
  })
})
