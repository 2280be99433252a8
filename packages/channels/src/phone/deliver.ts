/**
 * One delivery to several telephones: who gets it, what is asked before anything is sent twice, and what is remembered. The
 * same for SMS and calls, and for all providers.
 */
import type { ChannelState, Outcome, Receipt, ReceiptsResult, SendContext, SendResult } from '../contract.ts'
import { overallOutcome, type RecipientOutcome } from '../recipients.ts'
import { eachOf } from './each.ts'
import type { Given, Line } from './line.ts'
import { type Memory, memoryOf } from './memory.ts'
import { e164Of, numberId } from './numbers.ts'

/** How long a provider that cannot be asked keeps a second call back: told twice is better than never. */
const SILENT_MS = 120_000
const ASK_AGAIN_MS = 15_000

/** The people with a number instead of the configured ones; nobody twice. */
export function recipientsOf(to: readonly string[], { notification }: Pick<SendContext, 'notification'>): string[] {
  const people = (notification.people ?? []).flatMap(({ addresses }) => {
    const number = addresses.mobile === undefined ? undefined : e164Of(addresses.mobile)
    return number === undefined ? [] : [number]
  })
  const chosen = people.length > 0 ? people : to
  return [...new Map(chosen.map((number) => [numberId(number), number])).values()]
}

/** Committed before the calls: a call that is cut off is asked for before the next one. */
export function prepareCalls(line: Line, recipients: readonly string[], context: SendContext): ChannelState {
  if (line.settleMs === 0) return context.priorState
  const memory = memoryOf(context.priorState, context.notification.idempotencyKey)
  const callable = dueOf(recipients, context).filter((number) => !isOver(number, context) && !memory.refusal(number))
  return memory.opened(callable, context.now).state(context.now)
}

export async function deliverTo(
  line: Line,
  recipients: readonly string[],
  context: SendContext,
  noun: string,
): Promise<SendResult> {
  const { notification, now } = context
  if (recipients.length === 0) {
    const reason = 'no number: neither "to" in the settings nor the people it is for have one'
    return { outcome: { kind: 'reject', code: 'NO_RECIPIENT', reason }, newState: context.priorState }
  }
  const memory = memoryOf(context.priorState, notification.idempotencyKey)
  const due = dueOf(recipients, context)
  const settled = await eachOf(
    due,
    async (number) => ({ number, standing: await standingOf(number, line, memory, context) }),
    (number) => ({ number, standing: late }),
  )
  const callable = settled.flatMap(({ number, standing }) => (standing === 'call' ? [number] : []))
  const given: Given =
    callable.length === 0
      ? { told: [] }
      : await line.send(callable, { key: notification.idempotencyKey, now, paramLength: memory.paramLength })
  const told = new Map(given.told.map((one) => [one.recipient, one]))
  let after = memory.learned(given.paramLength)
  const outcomes = settled.map(({ number, standing }): RecipientOutcome => {
    if (standing !== 'call') {
      if (standing.found !== undefined) after = after.ended(number, standing.outcome, standing.found, now)
      return { recipient: number, outcome: standing.outcome }
    }
    const { outcome, id } = told.get(number) ?? { outcome: UNTOLD }
    // Where equal calls are told by their key there is nothing to be asked, and nothing to be kept of it.
    const kept: Outcome = outcome.kind === 'unknown' && line.settleMs === 0 ? { ...outcome, kind: 'retry' } : outcome
    after = after.ended(number, kept, id, now)
    return { recipient: number, outcome }
  })
  const [first] = line.receiptsAfterMs
  const awaited = first !== undefined && after.acceptedCalls().length > 0
  const outcome = overallOutcome(outcomes, noun)
  const over = outcome.kind === 'sent' || outcome.kind === 'reject'
  return {
    outcome,
    newState: (over ? after.finished() : after).state(now),
    recipients: outcomes,
    ...(awaited ? { receiptsAt: now + first } : {}),
  }
}

/** Asks what became of what was accepted, until the last of the times of `line`. */
export async function collectReceipts(
  line: Line,
  recipients: readonly string[],
  context: SendContext,
): Promise<ReceiptsResult> {
  const { notification, now } = context
  const memory = memoryOf(context.priorState, notification.idempotencyKey)
  const { trace } = line
  if (!trace) return { receipts: [], newState: context.priorState, askAgainAt: undefined }
  // Those who accepted are known by what is on record, whoever the message would go to now.
  const numbers = new Map([...recipients, ...context.done].map((number) => [numberId(number), number]))
  const calls = memory.acceptedCalls().flatMap(({ numberId: hash, id, at }) => {
    const recipient = numbers.get(hash)
    return recipient === undefined ? [] : [{ recipient, id, at, key: notification.idempotencyKey }]
  })
  const receipts = await eachOf(
    calls,
    async (call): Promise<Receipt> => {
      const found = await trace(call, now)
      if (found.kind !== 'known') return pending(call.recipient, now)
      const { state, code, reason, at } = found
      return { recipient: call.recipient, kind: state, code, reason, at: at ?? now }
    },
    ({ recipient }) => pending(recipient, now),
  )
  const over = receipts.filter(({ kind }) => kind !== 'pending').map(({ recipient }) => numberId(recipient))
  const waiting = calls.filter(({ recipient }) => !over.includes(numberId(recipient)))
  const times = waiting.flatMap(({ at }) =>
    line.receiptsAfterMs.map((after) => at + after).filter((time) => time > now),
  )
  const askAgainAt = times.length > 0 ? Math.min(...times) : undefined
  const known = memory.acceptedCalls().map((call) => call.numberId)
  return { receipts, newState: memory.heardOf(askAgainAt === undefined ? known : over).state(now), askAgainAt }
}

interface Standing {
  readonly outcome: Outcome
  /** The provider's name for a call that was found. */
  readonly found?: string
}

const UNTOLD: Outcome = { kind: 'unknown', code: 'NO STATUS', reason: 'the provider said nothing about this number' }

const late: Standing = {
  outcome: { kind: 'retry', code: 'NOT TRIED', reason: 'too many slow calls before it; nothing was sent' },
}

async function standingOf(
  number: string,
  line: Line,
  memory: Memory,
  context: SendContext,
): Promise<'call' | Standing> {
  if (isOver(number, context)) {
    const reason = 'as many messages as its budget allows were sent to this number, or by this receiver'
    return { outcome: { kind: 'reject', code: 'BUDGET_SPENT', reason } }
  }
  const refusal = memory.refusal(number)
  if (refusal) return { outcome: refusal }
  const since = memory.openSince(number)
  if (since === undefined) return 'call'
  const { now, notification } = context
  const call = { recipient: number, key: notification.idempotencyKey, at: since, id: undefined }
  const trace = line.findsLost && line.trace ? await line.trace(call, now) : ({ kind: 'none' } as const)
  if (trace.kind === 'known') return { outcome: { kind: 'sent', code: 'FOUND' }, found: trace.id }
  const waitMs = trace.kind === 'none' ? since + line.settleMs - now : since + SILENT_MS - now
  if (waitMs <= 0) return 'call'
  const afterMs = trace.kind === 'none' ? waitMs : Math.min(waitMs, ASK_AGAIN_MS)
  const code = trace.kind === 'none' ? 'LOST ANSWER' : trace.code
  const why =
    trace.kind === 'none' ? 'the provider does not know it yet' : `the provider cannot be asked: ${trace.reason}`
  const reason = line.findsLost ? why : 'the call may be under way, and this provider cannot be asked'
  return {
    outcome: { kind: 'retry', code, reason: `the answer to an earlier call was lost; ${reason}`, afterMs },
  }
}

function pending(recipient: string, at: number): Receipt {
  return { recipient, kind: 'pending', code: '', reason: 'nothing is known yet', at }
}

/** All ways to write a number count as one. */
function includes(numbers: readonly string[], number: string): boolean {
  return numbers.some((one) => numberId(one) === numberId(number))
}

function dueOf(recipients: readonly string[], { done }: SendContext): string[] {
  return recipients.filter((number) => !includes(done, number))
}

function isOver(number: string, { overBudget = [] }: SendContext): boolean {
  return includes(overBudget, number)
}
