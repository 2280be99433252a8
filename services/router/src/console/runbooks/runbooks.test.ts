import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeServer, listen } from '@tocsin/kit'
import express from 'express'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { meaningOf, runbookPage } from './page.ts'
import { runbookPages } from './runbooks.ts'

const dir = mkdtempSync(join(tmpdir(), 'tocsin-runbooks-'))
const server = createServer(express().use(runbookPages(join(dir, 'runbooks'))))
let url = ''
beforeAll(async () => {
  mkdirSync(join(dir, 'runbooks'))
  const file = (name: string, text: string): void => writeFileSync(join(dir, 'runbooks', name), text)
  file(
    'TargetDown.md',
    '# TargetDown\n\n**What it means.** It is down. It is not up.\n\nSee [DiskFull](DiskFull.md).\n',
  )
  file('TargetDown.zh.md', '# TargetDown\n\n**含义。** 目标不可用。请检查。\n\n参见 [DiskFull](DiskFull.zh.md)。\n')
  file('DiskFull.md', '# DiskFull\n\n**What it means.** No room left.\n')
  file('notes.txt', 'not a runbook')
  mkdirSync(join(dir, 'runbooks', 'Folder.md'))
  writeFileSync(join(dir, 'secret.md'), 'outside')
  url = `http://${await listen(server, { host: '127.0.0.1', port: 0 })}`
})
afterAll(async () => {
  await closeServer(server, 100)
  rmSync(dir, { recursive: true, force: true })
})

const get = async (path: string, language = 'en') => {
  const response = await fetch(`${url}${path}`, { headers: { 'accept-language': language } })
  return { response, status: response.status, type: response.headers.get('content-type'), text: await response.text() }
}

describe('the language', () => {
  test.each([
    ['en-US,en;q=0.9', '', 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', '', 'zh-CN'],
    ['zh-TW', '', 'zh-CN'],
    ['de', '', 'en'],
    ['zh-CN', '?lang=en', 'en'],
    ['en', '?lang=zh', 'zh-CN'],
    ['en', '?lang=fr', 'en'],
    ['zh-CN', '?lang=en&lang=zh', 'zh-CN'],
  ])('Accept-Language %s, %s: %s', async (accept, query, tag) => {
    const { response, text, type } = await get(`/runbooks/TargetDown${query}`, accept)
    expect(type).toBe('text/html; charset=utf-8')
    expect(response.headers.get('vary')).toContain('Accept-Language')
    expect(text).toContain(`<html lang="${tag}">`)
    expect(text).toContain(tag === 'en' ? 'It is down.' : '目标不可用。')
  })

  test('the other language is a link; one that was asked for stays in the links to others', async () => {
    const { text } = await get('/runbooks/TargetDown?lang=zh')
    expect(text).toContain('href="TargetDown?lang=en"')
    expect(text).toContain('href="DiskFull?lang=zh"')
    expect((await get('/runbooks/TargetDown')).text).toContain('href="DiskFull"')
  })

  test('a runbook that is not written in it comes in the other one, and says so', async () => {
    const { text } = await get('/runbooks/DiskFull', 'zh-CN')
    expect(text).toContain('暂无中文版')
    expect(text).toContain('<article lang="en">')
    expect(text).not.toContain('href="DiskFull?lang=zh"')
  })
})

test('the Markdown as it is, and no other file', async () => {
  expect(await get('/runbooks/TargetDown.zh.md')).toMatchObject({
    status: 200,
    type: 'text/plain; charset=utf-8',
    text: expect.stringMatching(/^# TargetDown\n/),
  })
  for (const path of ['Nope.md', 'notes.txt', '..%2Fsecret.md', '..%2Fsecret', 'TargetDown.fr.md']) {
    const { status, text } = await get(`/runbooks/${path}`)
    expect([path, status]).toEqual([path, 404])
    expect(text).not.toContain('outside')
  }
})

test('the index has them all with what they mean; without a slash it is found as well', async () => {
  const { text, response } = await get('/runbooks')
  expect(new URL(response.url).pathname).toBe('/runbooks/')
  expect(text).toContain('<a href="DiskFull">DiskFull</a> <span lang="en">No room left.</span>')
  expect(text).toContain('<a href="TargetDown">TargetDown</a> <span lang="en">It is down.</span>')
  expect((await get('/runbooks?lang=zh')).text).toContain('<span lang="zh-CN">目标不可用。</span>')
})

test('a name that is not there: 404, what was asked for as text, and all that are there', async () => {
  const { status, text } = await get('/runbooks/%3Cimg%20src=x%3E')
  expect(status).toBe(404)
  expect(text).toContain('There is no runbook “&lt;img src=x&gt;”')
  expect(text).not.toContain('<img')
  expect(text).toContain('href="TargetDown"')
})

test('without the folder there is an index that says so', async () => {
  const empty = createServer(express().use(runbookPages(join(dir, 'nowhere'))))
  const response = await fetch(`http://${await listen(empty, { host: '127.0.0.1', port: 0 })}/runbooks/`)
  expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('There are none')])
  await closeServer(empty, 100)
})

test.each([
  ['查询：\n`up`', '查询：<code>up</code>'],
  ['一\n二', '一二'],
  ['环境用\n`up`', '环境用\n<code>up</code>'],
  ['one\ntwo', 'one\ntwo'],
])('lines of %j are joined as they are read', (zh, html) => {
  expect(runbookPage({ name: 'A', texts: { zh } }, { language: 'zh', chosen: false })).toContain(`<p>${html}</p>`)
})

test('no script comes from a runbook', () => {
  const en = '# A\n\n<script>alert(1)</script> [x](javascript:alert(2)) <img src=x onerror=alert(3)>\n'
  const html = runbookPage({ name: 'A', texts: { en } }, { language: 'en', chosen: false })
  expect(html).toContain('&lt;script&gt;alert(1)')
  expect(html).not.toMatch(/<script|<img|href="javascript/)
  expect(html).not.toContain(' style=')
})

test.each([
  ['# A\n\n**What it means.** One `two` three. Four.', 'One two three.'],
  ['# A\n\n**含义。** 一二三。四五六。', '一二三。'],
  ['# A\n\nNo lead, P99 is over 0.5 s. Look.', 'No lead, P99 is over 0.5 s.'],
  ['# A\n\n**Only bold** and\nno end', 'and no end'],
  ['# A', ''],
])('the meaning of %j', (text, expected) => expect(meaningOf(text)).toBe(expected))
