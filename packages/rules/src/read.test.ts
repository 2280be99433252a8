import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatProblem } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { checkRules } from './check.ts'
import { filesBeside, MAX_FILE_BYTES, readFolder } from './read.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'tocsin-read-'))
const problemsIn = async (dir: string): Promise<string[]> =>
  (await readFolder(dir)).problems.map((problem) =>
    formatProblem({ ...problem, file: problem.file.slice(dir.length + 1) }),
  )

test('a file that cannot be read is a problem of its own; the others are read', async () => {
  const dir = folder()
  const write = (name: string, text: string | Buffer): void => writeFileSync(join(dir, name), text)
  write('good.rules.yml', '\ufeffgroups: []\n')
  write('latin.rules.yml', Buffer.from('groups:\n  - name: caf\xe9\n', 'latin1'))
  write('wide.rules.yml', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('groups: []\n', 'utf16le')]))
  write('cut.rules.yml', Buffer.from('告警').subarray(0, 4))
  write('big.rules.yml', Buffer.alloc(10 * MAX_FILE_BYTES, 'x'))
  write('more.yaml', '')
  mkdirSync(join(dir, 'folder.rules.yml'))
  symlinkSync('nowhere', join(dir, 'dangling.rules.yml'))
  symlinkSync('round.rules.yml', join(dir, 'round.rules.yml'))
  execFileSync('/usr/bin/mkfifo', [join(dir, 'pipe.rules.yml')])
  expect((await readFolder(dir)).files).toEqual([{ name: 'good.rules.yml', kind: 'metrics', text: 'groups: []\n' }])
  expect(await problemsIn(dir)).toEqual([
    'big.rules.yml:1:1: has 10.0 MiB; a file of rules may have 1 MiB: split it, or check that it is the right one',
    'cut.rules.yml:1:2: is not UTF-8; save it as UTF-8',
    'dangling.rules.yml:1:1: cannot be read: there is no such file, or what it is a link to is gone (ENOENT)',
    'folder.rules.yml:1:1: is a folder, and must be a file',
    'latin.rules.yml:2:14: is not UTF-8; save it as UTF-8',
    'more.yaml:1:1: no such kind of file; name it *.rules.yml (metrics), *.logs.yml (logs), *.test.yml (promtool), router.yml or people.yml',
    'pipe.rules.yml:1:1: is no regular file',
    'round.rules.yml:1:1: cannot be read: it is a link to itself (ELOOP)',
    'wide.rules.yml:1:1: is not UTF-8 but UTF-16; save it as UTF-8',
  ])
})

// Root may read everything.
test.skipIf(process.getuid?.() === 0)('a file without permission', async () => {
  const dir = folder()
  writeFileSync(join(dir, 'a.rules.yml'), '')
  chmodSync(join(dir, 'a.rules.yml'), 0)
  expect(await problemsIn(dir)).toEqual(['a.rules.yml:1:1: cannot be read: permission denied (EACCES)'])
})

test('locks and swap files of editors are nobody’s rules', async () => {
  const dir = folder()
  for (const name of ['.shop.rules.yml.swp', 'shop.rules.yml~', '4913', '#shop.rules.yml#'])
    writeFileSync(join(dir, name), '{')
  symlinkSync('me@host.1234', join(dir, '.#shop.rules.yml'))
  expect(await readFolder(dir)).toEqual({ files: [], problems: [] })
})

test('a ConfigMap: links through ..data, which is swapped as a whole', async () => {
  const dir = folder()
  for (const [version, text] of [
    ['..1', 'one'],
    ['..2', 'two'],
  ] as const) {
    mkdirSync(join(dir, version))
    writeFileSync(join(dir, version, 'a.rules.yml'), text)
  }
  symlinkSync('..1', join(dir, '..data'))
  symlinkSync('..data/a.rules.yml', join(dir, 'a.rules.yml'))
  const text = async (): Promise<string | undefined> => (await readFolder(dir)).files[0]?.text
  expect(await text()).toBe('one')
  symlinkSync('..2', join(dir, '..data_tmp'))
  renameSync(join(dir, '..data_tmp'), join(dir, '..data'))
  expect(await text()).toBe('two')
  expect(await problemsIn(dir)).toEqual([])
})

test('a folder that is gone is told as such, and so is a router.yml that cannot be read: once', async () => {
  const dir = folder()
  await expect(readFolder(join(dir, 'gone'))).rejects.toThrow(`cannot read the rules folder ${dir}/gone: ENOENT`)
  mkdirSync(join(dir, 'router.yml'))
  const { problems } = await checkRules(dir, { env: {}, channels: () => ({}) })
  expect(problems.map(({ message }) => message)).toEqual(['is a folder, and must be a file'])
})

test('files that a configuration names are beside it, and said to be missing without their content', () => {
  const dir = folder()
  mkdirSync(join(dir, 'templates'))
  writeFileSync(join(dir, 'templates', 'b.tmpl'), 'b')
  writeFileSync(join(dir, 'templates', 'a.tmpl'), 'a')
  writeFileSync(join(dir, 'binary'), Buffer.from([0xff, 0xfe]))
  writeFileSync(join(dir, 'big'), Buffer.alloc(MAX_FILE_BYTES + 1, 'x'))
  const files = filesBeside(join(dir, 'router.yml'))
  expect(files.glob('templates/*.tmpl')).toEqual(['templates/a.tmpl', 'templates/b.tmpl'])
  expect(files.glob(join(dir, 'templates/a*'))).toEqual([join(dir, 'templates/a.tmpl')])
  expect(files.glob('nothing/*')).toEqual([])
  expect(files.readText('templates/a.tmpl')).toEqual({ ok: true, text: 'a' })
  expect(files.readText(join(dir, 'templates', 'b.tmpl'))).toEqual({ ok: true, text: 'b' })
  expect(files.readText('gone')).toMatchObject({ ok: false, message: expect.stringContaining('ENOENT') })
  expect(files.readText('templates')).toEqual({ ok: false, message: 'it is no regular file' })
  expect(files.readText('binary')).toEqual({ ok: false, message: 'it is not UTF-8' })
  expect(files.readText('big')).toEqual({ ok: false, message: 'it has more than 1 MiB' })
})
