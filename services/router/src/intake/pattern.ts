/** Regular expressions from strangers. */

/** Longer ones have no honest use here. */
const MAX_LENGTH = 200

/**
 * Undefined for one that could keep the process busy: a repeated group, a look-around, a back-reference. What is left
 * is polynomial at worst, on names and label values.
 */
export function safePattern(text: string): RegExp | undefined {
  if (text.length > MAX_LENGTH || /\)[*+?{]|\(\?[^:]|\\[1-9k]/.test(text)) return undefined
  try {
    return new RegExp(`^(?:${text})$`)
  } catch {
    return undefined
  }
}
