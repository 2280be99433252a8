/** A list that drops its oldest items when it grows over a number of items or of bytes. */
export interface Bounded<T> {
  /** `bytes` is the caller's estimate of what the item holds. */
  push(item: T, bytes: number): void
  /** Oldest first. */
  items(): readonly T[]
  clear(): void
}

export function createBounded<T>(limits: { maxItems: number; maxBytes: number }): Bounded<T> {
  let entries: { item: T; bytes: number }[] = []
  let total = 0
  return {
    push(item, bytes) {
      entries.push({ item, bytes })
      total += bytes
      while (entries.length > 1 && (entries.length > limits.maxItems || total > limits.maxBytes)) {
        total -= entries.shift()?.bytes ?? 0
      }
    },
    items: () => entries.map((entry) => entry.item),
    clear() {
      entries = []
      total = 0
    },
  }
}
