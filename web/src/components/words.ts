import { useTranslation } from 'react-i18next'
import { type DurationPart, durationParts, tickingParts } from '../format/duration.ts'
import { dayTime, fullTime, shortTime, weekday } from '../format/time.ts'
import { languageTag } from '../i18n/language.ts'

const reasonKeys = {
  'first notification': 'first',
  'new alerts added': 'newAlerts',
  'some alerts resolved': 'someResolved',
  'all alerts resolved': 'allResolved',
  'evidence changed': 'evidence',
  'repeat interval elapsed': 'repeat',
  'nothing fires': 'nothing',
  'all that fires is muted': 'muted',
  'muted by time': 'mutedByTime',
  'told already': 'toldAlready',
  'changed, and waits for the update interval': 'updateWaits',
  'its alerts go another way now': 'movedAway',
  'receiver without integrations': 'noIntegrations',
  acknowledged: 'acknowledged',
  'nobody acknowledged': 'nobodyAcknowledged',
} as const

const ways = ['link', 'wecom', 'console', 'cli'] as const

const isReason = (text: string): text is keyof typeof reasonKeys => Object.hasOwn(reasonKeys, text)

/** Times, durations and the router's reasons in the language of the page. */
export function useWords() {
  const { t, i18n } = useTranslation()
  const tag = languageTag(i18n.language)
  const join = (parts: readonly DurationPart[]) =>
    parts.map(({ value, unit }) => t(`duration.${unit}`, { value })).join(t('duration.join'))
  return {
    /** Exact, for things that are over. */
    duration: (ms: number) => join(durationParts(ms)),
    /** Whole seconds, for things that go on. */
    ticking: (ms: number) => join(tickingParts(ms)),
    ago: (at: number, now: number) => t('ago', { duration: join(tickingParts(now - at)) }),
    until: (at: number, now: number) =>
      at - now < 1_000 ? t('due') : t('in', { duration: join(tickingParts(at - now)) }),
    time: (at: number, now: number) => shortTime(at, now, tag),
    fullTime: (at: number) => fullTime(at, tag),
    dayTime: (at: number) => dayTime(at, tag),
    day: (at: number) => weekday(at, tag),
    /** The way an acknowledgement came. */
    via: (way: string) => {
      const known = ways.find((one) => one === way)
      return known === undefined ? way : t(`via.${known}`)
    },
    /** A decision may name several reasons, one per channel. An unknown one is shown as the router says it. */
    reason: (text: string) =>
      text
        .split(', ')
        .map((one) => (isReason(one) ? t(`reason.${reasonKeys[one]}`) : one))
        .join(', '),
  }
}
