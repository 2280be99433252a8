/** `GET /runbooks/…`: the runbooks beside router.yml as pages, in the reader's language, and as the Markdown they are. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from '@tocsin/kit'
import { type Request, type Response, Router } from 'express'
import { type Reader, type Runbook, runbookIndex, runbookPage } from './page.ts'
import { LANGUAGES, type Language } from './words.ts'

const NAME = /^[A-Za-z0-9_-]+$/
const FILE = /^([A-Za-z0-9_-]+?)(\.zh)?\.md$/
const STYLES = new URL('./runbooks.css', import.meta.url)

/** `dir` is read anew for each request: an edited runbook is there at once. It may be missing. */
export function runbookPages(dir: string): Router {
  const router = Router({ strict: true })
  const html = (response: Response, status: number, text: string): void => {
    response.vary('Accept-Language').set('Cache-Control', 'no-cache').status(status).type('html').send(text)
  }
  router.get('/runbooks', (request, response) => {
    const query = request.originalUrl.split('?')[1]
    response.redirect(`runbooks/${query === undefined ? '' : `?${query}`}`)
  })
  router.get('/runbooks/', async (request, response) => {
    html(response, 200, runbookIndex(await allRunbooks(dir), readerOf(request)))
  })
  router.get('/runbooks/runbooks.css', async (_request, response) => {
    response
      .set('Cache-Control', 'no-cache')
      .type('css')
      .send(await readFile(STYLES))
  })
  router.get('/runbooks/:name', async (request, response) => {
    const { name } = request.params
    if (FILE.test(name)) {
      const text = await textOf(join(dir, name))
      if (text === undefined) response.status(404).type('text/plain').send('no such runbook\n')
      else response.set('Cache-Control', 'no-cache').type('text/plain; charset=utf-8').send(text)
      return
    }
    const runbook = NAME.test(name) ? await runbookOf(dir, name) : undefined
    if (runbook) html(response, 200, runbookPage(runbook, readerOf(request)))
    else html(response, 404, runbookIndex(await allRunbooks(dir), readerOf(request), name))
  })
  return router
}

/** `?lang=` goes before what the browser prefers. */
function readerOf(request: Request): Reader {
  const asked = LANGUAGES.find((language) => language === request.query['lang'])
  const preferred = request.acceptsLanguages(...LANGUAGES)
  return {
    language: asked ?? LANGUAGES.find((language) => language === preferred) ?? 'en',
    chosen: asked !== undefined,
  }
}

async function allRunbooks(dir: string): Promise<Runbook[]> {
  const files = await readdir(dir).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  })
  const names = new Set(files.flatMap((file) => FILE.exec(file)?.[1] ?? []))
  const found = await Promise.all([...names].toSorted().map((name) => runbookOf(dir, name)))
  return found.filter((runbook) => runbook !== undefined)
}

async function runbookOf(dir: string, name: string): Promise<Runbook | undefined> {
  const written = await Promise.all(
    LANGUAGES.map(async (language) => [language, await textOf(join(dir, fileOf(name, language)))] as const),
  )
  const texts: Partial<Record<Language, string>> = {}
  for (const [language, text] of written) if (text !== undefined) texts[language] = text
  return Object.keys(texts).length > 0 ? { name, texts } : undefined
}

function fileOf(name: string, language: Language): string {
  return language === 'en' ? `${name}.md` : `${name}.${language}.md`
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (['ENOENT', 'EISDIR'].includes(codeOf(error) ?? '')) return undefined
    throw error
  }
}
