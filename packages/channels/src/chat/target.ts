/** Names of robots that give nothing away. */
import { createHash } from 'node:crypto'

/** The last four characters, as operators know a robot; of a short token they would be too much of it. */
export function tokenEnd(token: string): string {
  return token.length >= 16 ? token.slice(-4) : shortHash(token).slice(0, 4)
}

export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}
