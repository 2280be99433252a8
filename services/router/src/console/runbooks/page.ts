/** From a runbook's Markdown to the page that a person opens from a message, often on a phone. Pure. */
import MarkdownIt from 'markdown-it'
import { LANGUAGES, type Language, WORDS } from './words.ts'

// Without HTML: who may edit a runbook may not put a script into the console's origin.
const markdown = new MarkdownIt({ html: false, linkify: false })
const { escapeHtml } = markdown.utils

/** In a runbook others are linked by their files, so that the links work in a repository as well. */
const FILE_LINK = /^([A-Za-z0-9_-]+)(?:\.zh)?\.md$/

export interface Runbook {
  readonly name: string
  /** What is written, in any of the languages; at least one. */
  readonly texts: Readonly<Partial<Record<Language, string>>>
}

export interface Reader {
  readonly language: Language
  /** The language was asked for in the address; links keep it. */
  readonly chosen: boolean
}

export function runbookPage(runbook: Runbook, reader: Reader): string {
  const language = textLanguage(runbook, reader.language)
  const words = WORDS[reader.language]
  const note = language === reader.language ? '' : `<p class="note">${escapeHtml(words.onlyIn)}</p>\n`
  const source = `${runbook.name}${language === 'zh' ? '.zh' : ''}.md`
  return page({
    reader,
    title: runbook.name,
    body: `${note}<article lang="${WORDS[language].tag}">\n${rendered(runbook.texts[language] ?? '', reader)}</article>
<p class="source"><a href="${source}">${escapeHtml(words.source)}</a></p>`,
    languages: LANGUAGES.filter((other) => runbook.texts[other] !== undefined),
    here: runbook.name,
  })
}

/** `missing` is the name that was asked for and is not there. */
export function runbookIndex(runbooks: readonly Runbook[], reader: Reader, missing?: string): string {
  const words = WORDS[reader.language]
  const items = runbooks.map((runbook) => {
    const language = textLanguage(runbook, reader.language)
    const meaning = meaningOf(runbook.texts[language] ?? '')
    return `<li><a href="${link(runbook.name, reader)}">${runbook.name}</a> <span lang="${WORDS[language].tag}">${escapeHtml(meaning)}</span></li>`
  })
  const list =
    items.length === 0 ? `<p>${escapeHtml(words.none)}</p>` : `<ul class="index">\n${items.join('\n')}\n</ul>`
  const [title, intro] =
    missing === undefined ? [words.runbooks, words.intro] : [words.missing(missing), words.missingHelp]
  return page({
    reader,
    title,
    body: `<h1>${escapeHtml(title)}</h1>\n<p>${escapeHtml(intro)}</p>\n${list}`,
    languages: LANGUAGES,
    here: './',
  })
}

/** The first sentence of what an alert means, without the bold words before it. */
export function meaningOf(text: string): string {
  const tokens = markdown.parse(text, {})
  const at = tokens.findIndex(({ type }) => type === 'paragraph_open')
  const inline = tokens[at + 1]?.children ?? []
  const leadEnds = inline[1]?.type === 'strong_open' || inline[0]?.type === 'strong_open'
  const from = leadEnds ? inline.findIndex(({ type }) => type === 'strong_close') + 1 : 0
  const plain = inline
    .slice(from)
    .map(({ type, content }) => (type === 'softbreak' ? ' ' : content))
    .join('')
    .trim()
  return /^.*?(?:[。！？]|[.!?](?=\s|$))/s.exec(plain)?.[0] ?? plain
}

function textLanguage({ texts }: Runbook, wanted: Language): Language {
  return texts[wanted] === undefined ? (LANGUAGES.find((other) => texts[other] !== undefined) ?? wanted) : wanted
}

function rendered(text: string, reader: Reader): string {
  const tokens = markdown.parse(text, {})
  for (const { children } of tokens) joinLines(children ?? [])
  for (const token of tokens.flatMap(({ children }) => children ?? [])) {
    const file = token.type === 'link_open' ? FILE_LINK.exec(String(token.attrGet('href'))) : null
    if (file?.[1]) token.attrSet('href', link(file[1], reader))
  }
  return markdown.renderer.render(tokens, markdown.options, {})
}

/** A line break in the source is a space in English; beside a Chinese character that is full-width already it is nothing. */
function joinLines(tokens: readonly ReturnType<typeof markdown.parse>[number][]): void {
  for (const [at, token] of tokens.entries()) {
    if (token.type !== 'softbreak') continue
    const before = tokens[at - 1]?.content ?? ''
    const after = tokens[at + 1]?.content ?? ''
    const joined =
      /[，。：；、！？（）“”]$/.test(before) ||
      /^[，。：；、！？（）“”]/.test(after) ||
      (/\p{Script=Han}$/u.test(before) && /^\p{Script=Han}/u.test(after))
    if (joined) Object.assign(token, { type: 'text', content: '' })
  }
}

function link(name: string, { language, chosen }: Reader): string {
  return chosen ? `${name}?lang=${language}` : name
}

interface Page {
  readonly reader: Reader
  readonly title: string
  /** HTML. */
  readonly body: string
  readonly languages: readonly Language[]
  /** This page, as a relative address. */
  readonly here: string
}

/** All addresses are relative: a proxy may serve the router under a path. */
function page({ reader, title, body, languages, here }: Page): string {
  const words = WORDS[reader.language]
  const choices = languages.map((language) => {
    const current = language === reader.language ? ' aria-current="true"' : ''
    const { name, tag } = WORDS[language]
    return `<a href="${here}?lang=${language}" hreflang="${tag}" lang="${tag}"${current}>${name}</a>`
  })
  return `<!doctype html>
<html lang="${words.tag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)} · Tocsin</title>
<link rel="icon" type="image/svg+xml" href="../favicon.svg">
<link rel="stylesheet" href="runbooks.css">
</head>
<body>
<header>
<nav><a class="brand" href="../">Tocsin</a> <a href="../">${escapeHtml(words.console)}</a> <a href="${link('./', reader)}">${escapeHtml(words.all)}</a></nav>
<nav class="languages" aria-label="${escapeHtml(words.language)}">${choices.join('')}</nav>
</header>
<main>
${body}
</main>
</body>
</html>
`
}
