/** What came of a transmission, for each recipient. Reasons are for the operator, in English, without secrets. */
import type { Outcome } from '../contract.ts'
import { headerSecrets, providerText } from '../outcome.ts'
import type { RecipientOutcome } from '../recipients.ts'
import { maskAddresses, masked } from './address.ts'
import type { EmailConfig } from './config.ts'
import type { Reply, SmtpResult } from './smtp.ts'

const HINTS: Readonly<Record<number, string>> = {
  530: 'the server wants a login or TLS first; see auth_username and require_tls',
  534: 'the server wants another kind of login; many want a password made for programs',
  535: 'the login was refused; see auth_username and auth_password, which may have to be a password made for programs',
  552: 'too large, or the mailbox is full',
}

/** One outcome for each of `recipients`, in their order. */
export function outcomesOf(config: EmailConfig, recipients: readonly string[], result: SmtpResult): RecipientOutcome[] {
  const forAll = overall(config, result)
  const refused = new Map(
    result.kind === 'accepted' || result.kind === 'refused'
      ? result.refused.map((one) => [one.recipient, one.reply])
      : [],
  )
  return recipients.map((recipient) => {
    const reply = refused.get(recipient)
    if (!reply) return { recipient, outcome: forAll }
    const outcome = refusal(config, reply, 'message')
    return {
      recipient,
      outcome: 'reason' in outcome ? { ...outcome, reason: `${masked(recipient)}: ${outcome.reason}` } : outcome,
    }
  })
}

function overall(config: EmailConfig, result: SmtpResult): Outcome {
  switch (result.kind) {
    case 'accepted':
      return { kind: 'sent', code: `SMTP ${result.status}` }
    case 'refused':
      return refusal(config, result.reply, result.step)
    case 'not-sent':
      return { kind: 'retry', code: result.code, reason: notSentReason(result.code) }
    case 'no-answer':
      return {
        kind: 'unknown',
        code: result.code,
        reason: 'sent, but no answer came: the mail server may have accepted it',
      }
  }
}

type Step = Extract<SmtpResult, { kind: 'refused' }>['step']

/** 4xx: `retry`. 5xx: `reject`, but for 503, by which a server says that it lost the thread, not that it does not want it. */
function refusal(config: EmailConfig, reply: Reply, step: Step): Outcome {
  const { status, text } = reply
  const code = `SMTP ${status}`
  const secrets = [...passwordSecrets(config), ...headerSecrets(headersOf(config))]
  const answer = providerText(maskAddresses(text), secrets)
  const said = answer === '' ? '' : `: ${answer}`
  if (step === 'starttls' && status >= 500) {
    const reason = `TLS is required (require_tls), and the mail server does not offer it; nothing was sent${said}`
    return { kind: 'reject', code, reason }
  }
  if (status < 500 || status === 503)
    return { kind: 'retry', code, reason: `the mail server answered ${status}${said}` }
  const hint = step === 'login' ? (HINTS[status] ?? HINTS[535]) : HINTS[status]
  return { kind: 'reject', code, reason: `${hint ?? `the mail server answered ${status}`}${said}` }
}

const TLS_CODE = /^(?:ETLS$|EPROTO$|CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/

function notSentReason(code: string): string {
  return TLS_CODE.test(code)
    ? `no TLS connection to the mail server (${code}); nothing was sent`
    : 'no connection to the mail server; nothing was sent'
}

function headersOf({ headers }: EmailConfig): Record<string, string> {
  return Object.fromEntries(headers.map(([name, { text }]) => [name, text]))
}

/** As it is, and as the protocol writes it. */
function passwordSecrets({ auth }: EmailConfig): string[] {
  if (!auth) return []
  const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64')
  const { user, password, secret, identity = '' } = auth
  const ofPassword =
    password === undefined ? [] : [password, base64(password), base64(`${identity}\0${user}\0${password}`)]
  return [...ofPassword, ...(secret === undefined ? [] : [secret])]
}
