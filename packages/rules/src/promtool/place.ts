/** From promtool's words to problems in the files that people edit. Pure. Source of the words: promtool 2.42 and 3.5. */
import type { Path, Problem } from '@tocsin/kit'
import { isRecord, listOf } from '../raw.ts'
import { type RuleFile, readRuleFile } from '../rule-file.ts'
import { problemInside } from '../text/place.ts'

export interface Copy {
  /** As promtool was given it. */
  readonly file: string
  readonly text: string
  /** What a person edits: how it is called in problems, and its text. */
  readonly source: string
  readonly sourceText: string
  /** How many lines of its own the copy has before those of the source. */
  readonly headerLines: number
}

/** `FILE: 6:15: group "g", rule 1, "A": WHAT`; the place is missing for templates. */
const IN_RULE = /^(?:\d+:\d+: )?group "(.*?)", rule (\d+), ".*?": (.*)$/s
const IN_EXPRESSION = /^could not parse expression: (\d+):(\d+): (?:parse error: )?(.*)$/s
const IN_TEXTS = /^(annotation|label) "([^"]*)": (.*)$/s
const AT_LINE = /^(?:yaml: )?(?:line )?(\d+)(?::(\d+))?: (.*)$/s

/** One problem for each of promtool's complaints. Words that name no file of `copies` are about the first of them. */
export function problemsOfWords(words: string, copies: readonly Copy[]): Problem[] {
  const problems: Problem[] = []
  let current = copies[0]
  for (const line of words.split('\n').map((text) => text.trim())) {
    if (!current || isNoise(line)) continue
    const named = copies.find(({ file }) => line.startsWith(`${file}: `))
    current = named ?? current
    const complaint = named ? line.slice(named.file.length + 2) : line
    // Only announces the lines that follow.
    if (complaint === 'yaml: unmarshal errors:') continue
    problems.push(problemOf(complaint, current))
  }
  return problems
}

function isNoise(line: string): boolean {
  return line === '' || line === 'FAILED:' || line.startsWith('Checking ') || /^SUCCESS: /.test(line)
}

function problemOf(complaint: string, copy: Copy): Problem {
  const read = readRuleFile(copy.sourceText, copy.source)
  const inRule = IN_RULE.exec(complaint)
  const path = inRule && ruleAt(read, inRule[1] ?? '', Number(inRule[2]) - 1)
  if (path) return ruleProblem(inRule[3] ?? complaint, path, read, copy)
  const place = { file: copy.source, line: 1, column: 1, path: '' }
  const atLine = AT_LINE.exec(complaint)
  if (!atLine) return { ...place, message: complaint }
  const line = Math.max(1, Number(atLine[1]) - copy.headerLines)
  return { ...place, line, column: Number(atLine[2] ?? 1), message: atLine[3] ?? complaint }
}

function ruleProblem(what: string, path: Path, { source }: RuleFile, copy: Copy): Problem {
  const texts = IN_TEXTS.exec(what)
  if (texts) return source.problemAt([...path, `${texts[1]}s`, texts[2] ?? ''], texts[3] ?? what)
  const expression = IN_EXPRESSION.exec(what)
  if (!expression) return source.problemAt(path, what)
  const [ours, theirs] = [source.value, readRuleFile(copy.text, copy.file).source.value].map((file) =>
    textAt(file, [...path, 'expr']),
  )
  const at = indexOf(theirs ?? '', Number(expression[1]), Number(expression[2]))
  const index = sameSpot(theirs ?? '', ours ?? '', at)
  return problemInside(source, copy.sourceText, [...path, 'expr'], index, expression[3] ?? what)
}

/** By name and number, as promtool counts them: lines may have moved in the copy. */
function ruleAt({ source }: RuleFile, group: string, rule: number): Path | undefined {
  const groups = isRecord(source.value) ? listOf(source.value['groups']) : []
  const at = groups.findIndex((entry) => isRecord(entry) && entry['name'] === group)
  return at < 0 ? undefined : ['groups', at, 'rules', rule]
}

function textAt(value: unknown, path: Path): string {
  const found = path.reduce<unknown>((at, key) => (at === null ? null : Reflect.get(Object(at), key)), value)
  return typeof found === 'string' ? found : ''
}

function indexOf(text: string, line: number, column: number): number {
  const before = text.split('\n').slice(0, line - 1)
  return before.reduce((sum, one) => sum + one.length + 1, 0) + column - 1
}

/**
 * Where in `ours` the character `theirs[index]` is. The two differ at most in the durations between brackets, which the
 * demo shortens; a spot inside brackets becomes their end.
 */
export function sameSpot(theirs: string, ours: string, index: number): number {
  const outside = outsideBrackets(theirs).filter((at) => at < index).length
  return outsideBrackets(ours)[outside] ?? ours.length
}

function outsideBrackets(text: string): number[] {
  const places: number[] = []
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === ']') depth = Math.max(0, depth - 1)
    if (depth === 0) places.push(at)
    if (text[at] === '[') depth++
  }
  return places
}
