/** For whom a notification is, now: names of the receiver and of the notification, by people.yml, calendars and quiet hours. */
import type { ChannelTraits, Contact, Notification } from '@tocsin/channels'
import { type Calendars, type Hearing, type People, type Person, type RouterConfig, whoHears } from '@tocsin/rules'
import type { ClaimableDelivery } from '../store/port.ts'
import type { DeliverOptions } from './deliver/deliver.ts'
import type { LiveConfig } from './live-config.ts'

interface Audience {
  /** Whoever it is for, as the channel is to address them; empty: its configured recipients. */
  readonly people: readonly Contact[]
  /** It waits for them; undefined: it may go. */
  readonly hold: { readonly until: number; readonly reason: string } | undefined
}

type Place = Pick<ClaimableDelivery, 'receiver' | 'integration'>

interface Occasion {
  readonly router: Pick<RouterConfig, 'people' | 'receivers'>
  readonly calendars: Calendars
  readonly receiver: string
  readonly notification: Notification
  readonly disturbs: ChannelTraits['disturbs']
  readonly now: number
}

interface AudienceOptions {
  readonly live: () => LiveConfig
  readonly calendars: () => Calendars
}

/** A notification with the people whom it would go to now. */
export function withAudience({ live, calendars }: AudienceOptions, notification: Notification, now: number, at: Place) {
  const { router, receivers } = live()
  const { receiver } = at
  const disturbs = receivers.get(receiver)?.find(({ index }) => index === at.integration)?.traits.disturbs
  const { people } = audienceOf({ router, calendars: calendars(), receiver, notification, disturbs, now })
  return people.length > 0 ? { ...notification, people } : notification
}

/** What deliveries ask before each call. */
export function createAudiences(options: AudienceOptions): Pick<DeliverOptions, 'complete' | 'waitsFor'> {
  const audience = (notification: Notification, now: number, { receiver, integration }: Place): Audience => {
    const { router, receivers } = options.live()
    const disturbs = receivers.get(receiver)?.find(({ index }) => index === integration)?.traits.disturbs
    return audienceOf({ router, calendars: options.calendars(), receiver, notification, disturbs, now })
  }
  return {
    complete: (notification, now, about) => withAudience(options, notification, now, about),
    waitsFor: (delivery, now) => audience(delivery.notification, now, delivery).hold,
  }
}

function audienceOf(occasion: Occasion): Audience {
  const { router, receiver, notification, disturbs = 'rings' } = occasion
  const ofReceiver = router.receivers.find(({ name }) => name === receiver)?.notify ?? []
  const names = [...ofReceiver, ...(notification.notify ?? [])]
  if (names.length === 0) return { people: [], hold: undefined }
  const hearing = whoHears(router.people, names, {
    teams: valuesOf(notification, 'team'),
    severities: valuesOf(notification, 'severity'),
    now: occasion.now,
    calendars: occasion.calendars,
  })
  return {
    people: heard(hearing, disturbs).map(contactOf),
    hold:
      hearing.kind === 'held' && disturbs === 'rings' ? { until: hearing.until, reason: hearing.reason } : undefined,
  }
}

/** Of those that fire; where all is over, of all: who heard of it hears of its end. */
function valuesOf({ alerts }: Notification, label: string): string[] {
  const firing = alerts.filter(({ status }) => status === 'firing')
  const values = (firing.length > 0 ? firing : alerts).map(({ labels }) => labels[label] ?? '')
  return [...new Set(values.filter((value) => value !== ''))]
}

function heard(hearing: Hearing, disturbs: NonNullable<ChannelTraits['disturbs']>): readonly Person[] {
  const inQuietHours = hearing.quiet.map(({ person }) => person)
  if (disturbs === 'silent') return [...new Set([...hearing.people, ...inQuietHours])]
  return hearing.kind === 'held' && disturbs === 'mentions' ? [] : hearing.people
}

function contactOf({ name, displayName, addresses, language, timeZone }: Person): Contact {
  return { name, displayName, addresses, language, timeZone }
}

/** For a test of a receiver: everybody, whatever the hour. */
export function everybodyOf(people: People, names: readonly string[], calendars: Calendars, now: number): Contact[] {
  return whoHears(people, names, { teams: [], severities: ['critical'], now, calendars }).people.map(contactOf)
}
