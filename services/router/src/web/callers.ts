/** Who sent a request, for rooms that write down who did something. */
import type { IncomingMessage } from 'node:http'
import type { Caller } from './roles.ts'

const callers = new WeakMap<IncomingMessage, Caller>()

export function nameCaller(request: IncomingMessage, caller: Caller): void {
  callers.set(request, caller)
}

/** Undefined where nobody is asked who they are. */
export function callerOf(request: IncomingMessage): Caller | undefined {
  return callers.get(request)
}
