/** Collects what is on record about a question, and answers it. */
import { type Matcher, matches, printMatchers } from '@tocsin/rules'
import type { RouterStore } from '../../store/port.ts'
import type { RouteWhy, WhyAnswer } from '../contract.ts'
import { type Context, explainAlert, lastChanges, type Moment, mentioned } from './answer.ts'

/** More than one page of any reader; the rest is counted. */
const MAX_ALERTS = 20
/** How many changes are looked at where the question names no alert: enough for a busy day, bounded for the loop. */
const MAX_EVENTS = 20_000
const MAX_DELIVERIES = 20

export interface Question {
  readonly matchers: readonly Matcher[]
  readonly fingerprint: string | undefined
  readonly moment: Moment
}

export interface WhyOptions {
  readonly store: RouterStore
  /** Where labels would go, and which times would mute them there. */
  readonly route: (labels: Readonly<Record<string, string>>, at: number) => readonly RouteWhy[]
}

export async function explain({ store, route }: WhyOptions, question: Question): Promise<WhyAnswer> {
  const { matchers, fingerprint, moment } = question
  const events = await store.alertEvents({
    alertname: matchers.find(({ name, op, value }) => name === 'alertname' && op === '=' && value !== '')?.value,
    fingerprint,
    until: moment.at,
    limit: MAX_EVENTS,
  })
  const found = lastChanges(events.filter(({ labels }) => matches(matchers, labels)))
  const shown = await Promise.all(
    found.slice(0, MAX_ALERTS).map(async (event) => {
      const decisions = await store.lastDecisions(event.fingerprint, moment.at)
      return {
        ...{ event, decisions },
        memberships: await store.memberships(event.fingerprint),
        deliveries: await store.deliveriesAbout(event.fingerprint, moment.at, MAX_DELIVERIES),
        words: await store.words(
          decisions.map(({ group }) => group.groupId),
          moment.at,
        ),
      }
    }),
  )
  const context = await contextOf(store, moment, mentioned(shown.flatMap(({ decisions }) => decisions)))
  const labels = found.length === 0 ? labelsOf(matchers) : undefined
  return {
    ...moment,
    asked: fingerprint ?? printMatchers(matchers),
    alerts: shown.map((records) => explainAlert(records, context)),
    more: Math.max(0, found.length - MAX_ALERTS),
    ...(labels ? { wouldGo: route(labels, moment.at) } : {}),
  }
}

async function contextOf(
  store: RouterStore,
  moment: Moment,
  { silences, alerts }: { readonly silences: readonly string[]; readonly alerts: readonly string[] },
): Promise<Context> {
  const known = new Map(
    await Promise.all(
      alerts.map(async (fingerprint) => {
        const query = { alertname: undefined, fingerprint, until: moment.at, limit: 1 }
        const [event] = await store.alertEvents(query)
        return [fingerprint, event?.labels] as const
      }),
    ),
  )
  return { moment, silences: await store.silenceVersions(silences), labelsOf: (fingerprint) => known.get(fingerprint) }
}

/** Of a question that names each label with its value; undefined where one leaves something open. */
function labelsOf(matchers: readonly Matcher[]): Readonly<Record<string, string>> | undefined {
  if (matchers.length === 0 || matchers.some(({ op }) => op !== '=')) return undefined
  return Object.fromEntries(matchers.map(({ name, value }) => [name, value]))
}
