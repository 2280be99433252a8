/** Addresses that a rule file leaves open: they differ from stack to stack, and only the rendered copy knows them. */
import type { Path, Problem } from '@tocsin/kit'
import { isAlias, isMap, isScalar, parseDocument, visit } from 'yaml'
import { isRecord } from './raw.ts'
import type { RuleFile } from './rule-file.ts'
import { problemInside } from './text/place.ts'

/** The router's own address: for `runbook_url`. */
export const EXTERNAL_URL = '${TOCSIN_EXTERNAL_URL}'
/** Grafana's address: for `dashboard_url`. A stack without Grafana has none, and its copies no such annotation. */
export const GRAFANA_URL = '${TOCSIN_GRAFANA_URL}'

/** Without these an alert says nothing: they may not depend on there being a Grafana. */
export const REQUIRED_ANNOTATIONS = ['summary', 'description', 'runbook_url']

/** Also what was never closed. `$${…}` means nothing here. */
const PLACEHOLDER = /\$\{TOCSIN_[^}\s]*\}?/g

/** Placeholders that would stay in the copy as they are, or that cannot be left out of it. */
export function addressProblems({ source }: RuleFile, text: string): Problem[] {
  const problems: Problem[] = []
  const look = (value: unknown, path: Path): void => {
    if (Array.isArray(value)) for (const [index, item] of value.entries()) look(item, [...path, index])
    else if (isRecord(value)) for (const [key, item] of Object.entries(value)) look(item, [...path, key])
    else if (typeof value === 'string') {
      for (const match of value.matchAll(PLACEHOLDER)) {
        const message = fault(match[0], value, path, source.document.getIn(path, true), isBlock(source, path))
        if (message !== undefined) problems.push(problemInside(source, text, path, match.index, message))
      }
    }
  }
  look(source.value, [])
  return problems
}

function fault(found: string, value: string, path: Path, node: unknown, inBlock: boolean): string | undefined {
  const name = String(path.at(-1))
  if (found !== EXTERNAL_URL && found !== GRAFANA_URL) {
    return `${found} is not known here; write ${EXTERNAL_URL} or ${GRAFANA_URL}`
  }
  if (path[0] !== 'groups' || path[2] !== 'rules' || path[4] !== 'annotations' || path.length !== 6) {
    return `${found} is filled in only in annotations`
  }
  if (found !== GRAFANA_URL) return undefined
  if (REQUIRED_ANNOTATIONS.includes(name) || !value.startsWith(GRAFANA_URL)) {
    return `${GRAFANA_URL} must begin an annotation of its own, such as dashboard_url: without Grafana that annotation is left out`
  }
  if (!inBlock || isAlias(node)) {
    return `write this annotation on a line of its own, without { } and *: without Grafana that line is left out`
  }
  return undefined
}

function isBlock(source: RuleFile['source'], path: Path): boolean {
  const parent: unknown = source.document.getIn(path.slice(0, -1), true)
  return isMap(parent) && parent.flow !== true
}

export interface Addresses {
  /** Without a trailing slash. */
  readonly externalUrl: string
  readonly grafanaUrl: string | undefined
}

/** The text of a checked file with its addresses: as many lines as before, each where it was. Pure. */
export function fillAddresses(text: string, { externalUrl, grafanaUrl }: Addresses): string {
  const grafana = grafanaUrl === undefined ? withoutGrafana(text) : text.replaceAll(GRAFANA_URL, () => grafanaUrl)
  return grafana.replaceAll(EXTERNAL_URL, () => externalUrl)
}

function withoutGrafana(text: string): string {
  const pieces: { from: number; to: number; name: string }[] = []
  visit(parseDocument(text), {
    Pair(_key, { key, value }) {
      if (!isScalar(key) || !isScalar(value) || !key.range || !value.range) return
      if (String(value.value).startsWith(GRAFANA_URL)) {
        pieces.push({ from: key.range[0], to: value.range[1], name: String(key.value) })
      }
    },
  })
  return pieces.toReversed().reduce((rest, { from, to, name }) => {
    const lineBreaks = rest.slice(from, to).replace(/[^\n]/g, '')
    const note = `# ${name} is left out: TOCSIN_GRAFANA_URL is not set`
    return rest.slice(0, from) + note + lineBreaks + rest.slice(to)
  }, text)
}
