/** Calls that are never answered: their sockets stay open until the client gives up or the service stops. */
export interface Held {
  hold(call: Holdable): void
  /** How many are open. */
  count(): number
  /** Cuts them all. */
  release(): void
}

/** A response over HTTP, or the socket of a mail. */
interface Holdable {
  once(event: 'close', listener: () => void): unknown
  destroy(): unknown
}

export function createHeld(): Held {
  const held = new Set<Holdable>()
  return {
    hold(call) {
      held.add(call)
      call.once('close', () => held.delete(call))
    },
    count: () => held.size,
    release() {
      for (const call of held) call.destroy()
      held.clear()
    },
  }
}
