/** Problems in configuration files: all of them at once, each with file:line:column. */

import type { Document } from 'yaml'
import { isNode, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { messageOf, OperatorError } from './errors.ts'

export interface Problem {
  readonly file: string
  /** 1-based. */
  readonly line: number
  /** 1-based. */
  readonly column: number
  /** Where in the document, e.g. `route.routes.0.receiver`; empty for the whole file. */
  readonly path: string
  /** What is wrong, and what is allowed. */
  readonly message: string
}

export type Path = readonly (string | number)[]

/** `file:line:column: path: message`, one line. */
export function formatProblem(problem: Problem): string {
  const place = `${problem.file}:${problem.line}:${problem.column}`
  return problem.path ? `${place}: ${problem.path}: ${problem.message}` : `${place}: ${problem.message}`
}

export class ConfigProblems extends OperatorError {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'))
    this.problems = problems
  }
}

/** A YAML text with the means to point into it. */
export interface Source {
  readonly file: string
  readonly document: Document
  readonly value: unknown
  /** Problems of the YAML itself; when there are any, `value` is undefined. */
  readonly syntax: readonly Problem[]
  /** A problem at a path; a path that does not exist is placed at its nearest parent. */
  problemAt(path: Path, message: string, options?: { atKey?: boolean; offset?: number }): Problem
}

export function readYaml(text: string, file: string): Source {
  const lineCounter = new LineCounter()
  const { document, value, failure } = parse(text, lineCounter)
  const placed = (offset: number, path: Path, message: string): Problem => {
    const { line, col } = lineCounter.linePos(offset)
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), path: path.join('.'), message }
  }
  const syntax = document.errors.map((error) => placed(error.pos[0], [], wordsOf(error)))
  if (failure !== undefined) syntax.push(placed(0, [], failure))
  return {
    file,
    document,
    syntax,
    value: syntax.length > 0 ? undefined : value,
    problemAt: (path, message, options) =>
      placed(offsetOf(document, path, options?.atKey ?? false) + (options?.offset ?? 0), path, message),
  }
}

/** Without the excerpt, and without the place, which the problem has. */
function wordsOf({ message }: Error): string {
  return (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:?$/, '')
}

/** The reader itself gives up on some texts: thousands of levels, aliases that multiply each other. */
function parse(text: string, lineCounter: LineCounter): { document: Document; value?: unknown; failure?: string } {
  const failed = (error: unknown): { failure: string } => ({ failure: `cannot be read as YAML: ${messageOf(error)}` })
  let document: Document
  try {
    document = parseDocument(text, { lineCounter, uniqueKeys: true, merge: true })
  } catch (error) {
    return { document: parseDocument(''), ...failed(error) }
  }
  if (document.errors.length > 0) return { document }
  try {
    return { document, value: document.toJS() }
  } catch (error) {
    return { document, ...failed(error) }
  }
}

function offsetOf(document: Document, path: Path, atKey: boolean): number {
  if (atKey && path.length > 0) {
    const parent = document.getIn(path.slice(0, -1), true) ?? document.contents
    if (parent && typeof parent === 'object' && 'items' in parent && Array.isArray(parent.items)) {
      for (const item of parent.items) {
        const key: unknown = item && typeof item === 'object' && 'key' in item ? item.key : undefined
        if (isNode(key) && 'value' in key && String(key.value) === String(path.at(-1))) return key.range?.[0] ?? 0
      }
    }
  }
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}

/** Checks a value against a schema; every violation becomes a problem with its place in the file. */
export function checkSchema<S extends z.ZodType>(
  source: Source,
  schema: S,
): { ok: true; value: z.output<S> } | { ok: false; problems: readonly Problem[] } {
  if (source.syntax.length > 0) return { ok: false, problems: source.syntax }
  const result = schema.safeParse(source.value)
  if (result.success) return { ok: true, value: result.data }
  return { ok: false, problems: result.error.issues.flatMap((issue) => problemsOfIssue(source, issue, [])) }
}

function problemsOfIssue(source: Source, issue: z.core.$ZodIssue, prefix: Path): Problem[] {
  const path = [...prefix, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))]
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => source.problemAt([...path, key], `unknown field "${key}"`, { atKey: true }))
  }
  // A schema that words the whole union itself knows best.
  if (issue.code === 'invalid_union' && issue.message === 'Invalid input') {
    // The alternative that got furthest says most; the others are noise.
    const best = [...issue.errors].sort((a, b) => a.length - b.length)[0]
    if (best && best.length > 0) return best.flatMap((inner) => problemsOfIssue(source, inner, path))
  }
  return [source.problemAt(path, issue.message)]
}
