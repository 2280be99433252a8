import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hashOf } from './web-build.ts'

test('the hash follows names and contents, and nothing else', async () => {
  const root = mkdtempSync(join(tmpdir(), 'web-build-'))
  mkdirSync(join(root, 'src', 'deep'), { recursive: true })
  const write = (path: string, text: string): void => writeFileSync(join(root, path), text)
  const hash = (): Promise<string> => hashOf(root, ['src', 'index.html', 'missing'])
  write('src/deep/a.ts', 'a')
  write('index.html', 'x')
  const first = await hash()
  write('src/deep/a.ts', 'a')
  write('other.txt', 'not asked for')
  expect(await hash()).toBe(first)
  write('src/deep/a.ts', 'b')
  const second = await hash()
  write('src/deep/c.ts', '')
  expect(new Set([first, second, await hash()]).size).toBe(3)
})
