/**
 * Regular expressions as users write them: RE2's, as Go has them, in linear time whatever text they meet (re2js).
 * What needs no engine is matched without it, see shapes.ts.
 */
import { RE2JS, RE2JSException } from 're2js'
import { shapeOf } from './shapes.ts'

export interface Pattern {
  test(text: string): boolean
}

export type Compiled =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly message: string }

/** Compiling takes time with the length, with what `{n}` multiplies and with classes of Unicode: below 100 ms for this size. */
const MAX_SIZE = 30_000
const UNICODE_CLASS_SIZE = 30

/** `^(?:source)$`, as Alertmanager, Prometheus and Loki anchor it. A message is Go's, for that anchored text. */
export function compileAnchored(source: string): Compiled {
  const shape = shapeOf(source)
  if (shape?.exact) return { ok: true, pattern: shape }
  if (shape) {
    let engine: RE2JS | undefined
    const slow = (text: string): boolean => {
      engine ??= engineOf(source)
      return engine.test(text)
    }
    return { ok: true, pattern: { test: (text) => (text.includes('\n') ? slow(text) : shape.test(text)) } }
  }
  const tooLarge = sizeProblem(source)
  if (tooLarge !== undefined) return { ok: false, message: tooLarge }
  try {
    const engine = engineOf(source)
    return { ok: true, pattern: { test: (text) => engine.test(text) } }
  } catch (error) {
    if (error instanceof RE2JSException) return { ok: false, message: error.message }
    throw error
  }
}

/**
 * What is wrong with a pattern by itself, in Go's words; undefined: nothing. Anchored, `a)(b` would be whole.
 * Source: Alertmanager `silence/silence.go` validateMatcher, which compiles without anchors.
 */
export function patternProblem(source: string): string | undefined {
  if (shapeOf(source)) return undefined
  const tooLarge = sizeProblem(source)
  if (tooLarge !== undefined) return tooLarge
  try {
    RE2JS.compile(source)
    return undefined
  } catch (error) {
    if (error instanceof RE2JSException) return error.message
    throw error
  }
}

function engineOf(source: string): RE2JS {
  return RE2JS.compile(`^(?:${source})$`)
}

function sizeProblem(source: string): string | undefined {
  // Repeated groups may lie in each other; the engine itself refuses what repeats more than 1000 times.
  let [single, groups] = [1, 1]
  for (const [, closed, from, to] of source.matchAll(/(\)?)\{(\d+)(?:,(\d*))?\}/g)) {
    const count = Number(to || from)
    if (count > 1000) return undefined
    if (closed) groups = Math.min(groups * Math.max(count, 1), 1000)
    else single = Math.max(single, count)
  }
  const times = Math.min(single * groups, 1000)
  const classes = source.split(/\\p/i).length - 1
  return (source.length + classes * UNICODE_CLASS_SIZE) * times > MAX_SIZE
    ? `regular expression too large: ${source.length} characters, repeated up to ${times} times; ${MAX_SIZE} are allowed`
    : undefined
}
