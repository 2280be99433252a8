/**
 * The flat XML of callbacks. Parsed by saxes, which is strict and knows no entities but the five of XML itself; a document type is
 * refused, so nothing can be defined, fetched or blown up.
 */
import { SaxesParser } from 'saxes'

const MAX_CHARACTERS = 64 * 1024
const MAX_DEPTH = 8
const MAX_ELEMENTS = 200

/** The texts of the elements right below the root, by name; undefined for what is not well formed, or more than we read. */
export function readXml(text: string): Readonly<Record<string, string>> | undefined {
  if (text.length > MAX_CHARACTERS) return undefined
  const found = new Map<string, string>()
  let depth = 0
  let elements = 0
  let current: string | undefined
  const refuse = (): never => {
    throw new Refusal()
  }
  const parser = new SaxesParser()
  parser.on('error', refuse)
  parser.on('doctype', refuse)
  parser.on('processinginstruction', refuse)
  parser.on('opentag', ({ name }) => {
    depth += 1
    elements += 1
    if (depth > MAX_DEPTH || elements > MAX_ELEMENTS) refuse()
    if (depth !== 2) return
    // One of two could be what is checked, and the other what is done.
    if (found.has(name)) refuse()
    current = name
    found.set(name, '')
  })
  parser.on('closetag', () => {
    depth -= 1
    if (depth < 2) current = undefined
  })
  const add = (part: string): void => {
    if (current !== undefined && depth === 2) found.set(current, (found.get(current) ?? '') + part)
  }
  parser.on('text', add)
  parser.on('cdata', add)
  try {
    parser.write(text).close()
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
  return Object.fromEntries(found)
}

class Refusal extends Error {}

export type XmlFields = readonly (readonly [name: string, value: string | number | XmlFields])[]

/** Numbers as they are, texts as CDATA, as WeCom writes both. */
export function writeXml(fields: XmlFields): string {
  return `<xml>${inner(fields)}</xml>`
}

function inner(fields: XmlFields): string {
  return fields.map(([name, value]) => `<${name}>${written(value)}</${name}>`).join('')
}

function written(value: string | number | XmlFields): string {
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') return inner(value)
  // XML has no way to write control characters.
  const text = value.toWellFormed().replace(/[^\t\n\r\x20-\u{10FFFF}]|[\uFFFE\uFFFF]/gu, '')
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}
