import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { renderRules } from '../render.ts'

test('people.yml is copied with its own durations and without any secret, and goes with its source', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'tocsin-people-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  const to = join(dir, 'in-force')
  await writeFile(join(dir, 'router.yml'), 'route: { receiver: one }\nreceivers: [ { name: one } ]\n')
  const render = () =>
    renderRules({
      ...{ from: dir, to, profile: 'demo' },
      env: { ICAL_URL: 'https://calendar.example.com/secret' },
      channels: () => ({}),
    })

  const schedule = 'on_call: { x: { calendar: { url: "${ICAL_URL}", refresh: 1h } } }'
  await writeFile(join(dir, 'people.yml'), schedule)
  await render()
  const copy = await readFile(join(to, 'people.yml'), 'utf8')
  expect(copy).toContain(schedule)
  expect(copy).not.toContain('calendar.example.com')

  await writeFile(join(dir, 'people.yml'), 'people: 5')
  await expect(render()).rejects.toThrow(/people\.yml:1:9: people: must map names to people/)
  expect(await readFile(join(to, 'people.yml'), 'utf8')).toBe(copy)

  await rm(join(dir, 'people.yml'))
  await render()
  expect(await readdir(to)).not.toContain('people.yml')
})
