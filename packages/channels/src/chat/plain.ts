/** A story as plain text. Pure. */
import type { Parts } from './fit.ts'
import { dotOf, headlineOf, type Row } from './story.ts'
import type { Style } from './written.ts'

type Clean = (text: string) => string

/** `clean`: what a value must not say even in plain text. */
export function plainStyle(clean: Clean): Style {
  const asIs: Clean = (text) => text
  return {
    buttons: false,
    clean,
    forTemplate: clean,
    parts: (story, links, words): Parts => ({
      before: [
        headlineOf(story, clean),
        ...story.notes.map(clean),
        ...(story.counts === '' ? [] : [story.counts]),
        ...story.facts.map(({ name, value }) => `${name}${words.colon}${clean(value)}`),
        ...story.description.map(clean),
        ...(story.sample === '' ? [] : [`> ${clean(story.sample)}`]),
      ],
      rows: story.rows.map((row) => `- ${rowText(row, clean, asIs)}`),
      after: links.map(({ name, url }) => `${name}${words.colon}${url}`),
      more: words.more,
    }),
    digest: (heading, rows, links, words) => ({
      before: [heading],
      rows,
      after: links.map(({ name, url }) => `${name}${words.colon}${url}`),
      more: words.more,
    }),
    bullet: '',
    gap: '\n',
    title: (story) => headlineOf(story, clean),
  }
}

/** `🟢 已恢复 NAME VALUE (WHEN)` */
export function rowText(row: Row, clean: Clean, bold: Clean): string {
  const status = row.status === '' ? '' : `${dotOf({ ended: true, severity: '' })} ${row.status} `
  return `${status}${clean(row.name)}${row.value === '' ? '' : ` ${bold(clean(row.value))}`} (${row.when})`
}
