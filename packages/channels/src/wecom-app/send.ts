import type { Outcome, SendContext, SendResult } from '../contract.ts'
import { fieldOf } from '../outcome.ts'
import { overallOutcome } from '../recipients.ts'
import { withProblems } from '../templated.ts'
import { callApi } from './api.ts'
import { buttonText } from './callback/words.ts'
import type { WecomAppConfig } from './config.ts'
import { messageOf } from './message.ts'
import { type Addressed, addressed, outcomesOf } from './recipients.ts'
import { type AppState, readState, tryOf, usableCard, writeState } from './state.ts'
import { MAX_SHORT_CALL_MS, type Tokens } from './tokens.ts'

const NO_RECIPIENT: Outcome = {
  kind: 'reject',
  code: 'NO_RECIPIENT',
  reason:
    'nobody to send to: "to_user", "to_party" and "to_tag" are empty, and none of the people named has a wecom address',
}

export async function sendToApp(tokens: Tokens, config: WecomAppConfig, context: SendContext): Promise<SendResult> {
  let state = readState(context.priorState)
  const to = addressed(config.to, context)
  const taken = takenBy(config, context)
  const card = taken === undefined ? undefined : usableCard(state, context.now)
  if (taken !== undefined && card) {
    const updated = await updateCard(tokens, config, context, { responseCode: card.responseCode, text: taken })
    if (updated.kind === 'retry' || updated.kind === 'unknown') return { outcome: updated, newState: writeState(state) }
    state = { ...state, card: undefined }
    if (updated.kind === 'sent') return { outcome: updated, newState: writeState(state) }
    // WeCom does not take the code any more: the card stays as it is, and words say who has it.
  }
  if (!to.known) return { outcome: NO_RECIPIENT, newState: writeState(state) }
  if (to.recipients.length === 0) {
    const recipients = outcomesOf(to, { kind: 'sent', code: '0' }, undefined)
    return { outcome: overallOutcome(recipients, 'recipients'), newState: writeState(state), recipients }
  }
  return await sendMessage(tokens, config, context, { to, state })
}

async function sendMessage(
  tokens: Tokens,
  config: WecomAppConfig,
  context: SendContext,
  { to, state }: { readonly to: Addressed; readonly state: AppState },
): Promise<SendResult> {
  const { notification, now } = context
  const { body, problems } = messageOf(config, context, to.recipients)
  const result = await callApi(tokens, config, {
    path: 'message/send',
    body,
    idempotencyKey: notification.idempotencyKey,
    timeoutMs: config.timeoutMs,
    now,
  })
  const { outcome } = result
  const recipients = outcomesOf(to, outcome, result.body)
  const overall = outcome.kind === 'sent' ? overallOutcome(recipients, 'recipients') : outcome
  return {
    outcome: withProblems(overall, problems),
    newState: writeState(stateAfter(state, context, outcome, result.body)),
    recipients,
  }
}

/** A card that may have arrived keeps its mark, so that the next try takes another task id, which WeCom wants to be new. */
function stateAfter(state: AppState, { notification, now }: SendContext, outcome: Outcome, body: unknown): AppState {
  const { idempotencyKey: key } = notification
  if (outcome.kind === 'unknown') return { ...state, sending: { key, tries: tryOf(state, key) } }
  if (outcome.kind !== 'sent') return { ...state, sending: undefined }
  const responseCode = fieldOf(body, 'response_code')
  const fresh = typeof responseCode === 'string' && responseCode !== '' ? { responseCode, at: now } : undefined
  return {
    card: fresh ?? (notification.status === 'resolved' ? undefined : usableCard(state, now)),
    sending: undefined,
  }
}

/** What the buttons become: who has it. Undefined for any other news. */
export function takenBy(config: WecomAppConfig, { notification, together }: SendContext): string | undefined {
  const { acknowledgement, reason } = notification
  if (together || reason !== 'acknowledged' || !acknowledgement) return undefined
  return buttonText({ kind: 'taken', by: acknowledgement.by, at: acknowledgement.at }, config)
}

/** Everybody's copy of the card. Source: path/94888. */
async function updateCard(
  tokens: Tokens,
  config: WecomAppConfig,
  { notification, now }: SendContext,
  { responseCode, text }: { readonly responseCode: string; readonly text: string },
): Promise<Outcome> {
  const { outcome } = await callApi(tokens, config, {
    path: 'message/update_template_card',
    body: { atall: 1, agentid: config.agentId, response_code: responseCode, button: { replace_name: text } },
    idempotencyKey: notification.idempotencyKey,
    timeoutMs: Math.min(config.timeoutMs, MAX_SHORT_CALL_MS),
    now,
  })
  return outcome
}
