import type { ServerResponse } from 'node:http'

/** Calls that are never answered: their sockets stay open until the client gives up or the service stops. */
export interface Held {
  hold(response: ServerResponse): void
  /** How many are open. */
  count(): number
  /** Cuts them all. */
  release(): void
}

export function createHeld(): Held {
  const held = new Set<ServerResponse>()
  return {
    hold(response) {
      held.add(response)
      response.once('close', () => held.delete(response))
    },
    count: () => held.size,
    release() {
      for (const response of held) response.destroy()
      held.clear()
    },
  }
}
