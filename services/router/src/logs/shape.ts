/** Lines that differ only in ids, numbers and names are of one kind: their shape is the same. */

/** Longest sample; what is cut ends in "…". */
const SAMPLE_CHARS = 2_000
/** Of a sample that must be cut, so much is kept for the first line of the stack. */
const STACK_LINE_CHARS = 400
/** More of the line than this does not tell two kinds apart. */
const SHAPE_CHARS = 1_000

/** Order matters: what holds digits or slashes comes before the rule for digits. All patterns are linear. */
const FOLDS: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>'],
  [/"[^"\n]{0,300}"/g, '<text>'],
  // an apostrophe inside a word opens no quotation
  [/(?<!\w)'[^'\n]{0,300}'(?!\w)/g, '<text>'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, '<ip>'],
  [/(?<![\w:])\[?(?=[0-9a-f:]{0,39}::?[0-9a-f:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}\]?(?::\d+)?(?![\w:])/gi, '<ip>'],
  [/(?<![\w.])(?:[a-z]+:\/)?(?:\/[\w.@%+~-]+)+\/?/gi, '<path>'],
  [/\b0x[0-9a-f]+\b/gi, '<id>'],
  [/\b(?=[a-f]{0,64}\d)[0-9a-f]{8,}\b/gi, '<id>'],
  [/\d+/g, '<n>'],
]

/** The first line and the first line of the stack, folded. */
export function shapeOf(line: string): string {
  let shape = headLines(line).slice(0, SHAPE_CHARS)
  for (const [pattern, name] of FOLDS) shape = shape.replace(pattern, name)
  return shape
}

/** At most 2,000 characters; the first line of the stack survives the cut, because it names the error. */
export function sampleOf(line: string): string {
  if (line.length <= SAMPLE_CHARS) return line
  const firstEnd = line.indexOf('\n')
  let cut = `${line.slice(0, SAMPLE_CHARS - 1)}…`
  if (firstEnd > SAMPLE_CHARS - STACK_LINE_CHARS) {
    const stackEnd = line.indexOf('\n', firstEnd + 1)
    const stackLine = line.slice(firstEnd + 1, stackEnd === -1 ? undefined : stackEnd).slice(0, STACK_LINE_CHARS - 2)
    cut = `${line.slice(0, SAMPLE_CHARS - stackLine.length - 2)}…\n${stackLine}`
  }
  // A slice keeps its whole parent alive, and the parent may be megabytes long.
  return Buffer.from(cut).toString()
}

/** Up to the second line break. */
function headLines(line: string): string {
  const first = line.indexOf('\n')
  if (first === -1) return line
  const second = line.indexOf('\n', first + 1)
  return second === -1 ? line : line.slice(0, second)
}
