/** Sizes as a provider counts them that limits the whole body: as JSON in UTF-8. Pure. */
import { byteLength, cutBytes } from '../text/text.ts'

/** Of a text inside JSON, without its quotes. */
export function jsonSize(text: string): number {
  return byteLength(JSON.stringify(text)) - 2
}

/** At most `max` bytes inside JSON, whole characters; what was cut ends in `…`. */
export function cutJson(text: string, max: number): string {
  let cut = cutBytes(text, max)
  for (let over = jsonSize(cut) - max; over > 0; over = jsonSize(cut) - max) {
    // An escaped character takes twice its room: half of what is too much goes at a time.
    cut = cutBytes(cut, byteLength(cut) - Math.ceil(over / 2))
  }
  return cut
}
