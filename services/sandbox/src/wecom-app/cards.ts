/** Cards with buttons, and what each member's copy says in place of the buttons. In memory, bounded. */
import { randomBytes } from 'node:crypto'

/** Source: path/94888: for one update, within 72 hours. */
const CODE_LIFE_MS = 72 * 3_600_000
const MAX_CARDS = 500
const MAX_CODES = 2_000

interface CardView {
  readonly taskId: string
  readonly members: readonly string[]
  /** Member → the text that took the buttons' place. */
  readonly replaced: Readonly<Record<string, string>>
}

export interface Cards {
  has(taskId: string): boolean
  add(taskId: string, members: readonly string[]): void
  get(taskId: string): CardView | undefined
  list(): readonly CardView[]
  /** A new code that updates the card once. */
  code(taskId: string, now: number): string
  /** The card of a code that is still good; the code is used up. */
  use(code: string, now: number): CardView | undefined
  /** `members` undefined: everybody's copy. */
  replace(taskId: string, text: string, members: readonly string[] | undefined): void
  clear(): void
}

export function createCards(onChange: () => void): Cards {
  const cards = new Map<string, CardView>()
  const codes = new Map<string, { readonly taskId: string; readonly at: number }>()
  const bounded = <V>(map: Map<string, V>, limit: number) => {
    const [oldest] = map.keys()
    if (map.size > limit && oldest !== undefined) map.delete(oldest)
  }
  return {
    has: (taskId) => cards.has(taskId),
    add(taskId, members) {
      cards.set(taskId, { taskId, members, replaced: {} })
      bounded(cards, MAX_CARDS)
      onChange()
    },
    get: (taskId) => cards.get(taskId),
    list: () => [...cards.values()],
    code(taskId, now) {
      const code = randomBytes(16).toString('base64url')
      codes.set(code, { taskId, at: now })
      bounded(codes, MAX_CODES)
      return code
    },
    use(code, now) {
      const found = codes.get(code)
      codes.delete(code)
      return found && now - found.at <= CODE_LIFE_MS ? cards.get(found.taskId) : undefined
    },
    replace(taskId, text, members) {
      const card = cards.get(taskId)
      if (!card) return
      const changed = Object.fromEntries((members ?? card.members).map((member) => [member, text]))
      cards.set(taskId, { ...card, replaced: { ...card.replaced, ...changed } })
      onChange()
    },
    clear() {
      cards.clear()
      codes.clear()
      onChange()
    },
  }
}
