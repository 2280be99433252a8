/**
 * A look at a large body before it is parsed. What V8 parses slowly is not length but structure: 4 MB of brackets take
 * it 300 ms, as many characters of text 10 ms, and nothing else runs meanwhile. Pure.
 */

/** An alert has three levels: the array, the alert, its labels. */
const MAX_DEPTH = 16
/** Arrays and objects: three for each alert. */
const MAX_CONTAINERS = 150_000
/** Of one object, or of an array between two that it holds. */
export const MAX_MEMBERS = 4_096

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c

/** What is wrong with the structure of a JSON text, if anything; whether it is JSON at all is not looked at. */
export function shapeProblem(json: Uint8Array): string | undefined {
  let depth = 0
  let containers = 0
  let members = 0
  let inText = false
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]
    if (byte === BACKSLASH) at++
    else if (byte === QUOTE) inText = !inText
    else if (inText) continue
    else if (byte === COMMA) {
      if (++members > MAX_MEMBERS) return `it has an object with more than ${MAX_MEMBERS} members`
    } else if (byte === 0x5b || byte === 0x7b) {
      members = 0
      if (++depth > MAX_DEPTH) return `it is nested more than ${MAX_DEPTH} levels deep`
      if (++containers > MAX_CONTAINERS) return `it has more than ${MAX_CONTAINERS} objects`
    } else if (byte === 0x5d || byte === 0x7d) depth--
  }
  return undefined
}
