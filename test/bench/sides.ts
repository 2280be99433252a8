/** The sides of one comparison, taken in turn: A B A B, so that what changes on the machine hits both. */
import { median } from './percentile.ts'
import { peerPath, type Server, type ServerOptions, type Side, startServer } from './servers.ts'

export const SIDES: readonly Side[] = peerPath === undefined ? ['ours'] : ['ours', 'theirs']

export type BySide<T> = { readonly ours: T; readonly theirs: T | undefined }

/** Runs `look` on fresh servers of both sides, and ends them, whatever happens. */
export async function withServers<T>(
  options: ServerOptions,
  look: (servers: readonly Server[]) => Promise<T>,
): Promise<T> {
  const servers: Server[] = []
  try {
    for (const side of SIDES) servers.push(await startServer(side, options))
    return await look(servers)
  } finally {
    for (const server of servers) {
      await server.stop()
      server.remove()
    }
  }
}

/** `rounds` times each server in turn; what each gave, in order. */
export async function inTurn<T>(
  servers: readonly Server[],
  rounds: number,
  measure: (server: Server, round: number) => Promise<T>,
): Promise<BySide<readonly T[]>> {
  const ours: T[] = []
  const theirs: T[] = []
  for (let round = 0; round < rounds; round++) {
    for (const server of servers) (server.side === 'ours' ? ours : theirs).push(await measure(server, round))
  }
  return { ours, theirs: theirs.length > 0 ? theirs : undefined }
}

/** The median of one of the measured values, of each side. */
export function medians<T>({ ours, theirs }: BySide<readonly T[]>, pick: (one: T) => number): BySide<number> {
  return { ours: median(ours.map(pick)), theirs: theirs && median(theirs.map(pick)) }
}
