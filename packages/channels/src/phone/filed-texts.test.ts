import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { SMS_TEMPLATE, SMS_VARIABLES } from '../sms/template.ts'
import { VOICE_TEMPLATE, VOICE_VARIABLES } from '../voice/template.ts'

const pageOf = (name: string) => readFileSync(new URL(`../../../../docs/channels/${name}.md`, import.meta.url), 'utf8')

test.each([
  ['sms', SMS_TEMPLATE, SMS_VARIABLES],
  ['voice', VOICE_TEMPLATE, VOICE_VARIABLES],
] as const)('%s: the texts that the page asks to file are those that are filled', (page, template, variables) => {
  const text = pageOf(page)
  for (const one of Object.values(template)) {
    expect(text).toContain(one)
    expect([...one.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name)).toEqual([...variables])
  }
  const numbered = variables.reduce<string>(
    (rest, name, index) => rest.replace(`\${${name}}`, `{${index + 1}}`),
    template.zh,
  )
  expect(text).toContain(numbered)
})
