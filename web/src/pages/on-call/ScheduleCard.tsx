import { useTranslation } from 'react-i18next'
import { useNow } from '../../clock/clock.tsx'
import { Icon } from '../../components/Icon.tsx'
import { Moment } from '../../components/Moment.tsx'
import { Pill, type Tone } from '../../components/Pill.tsx'
import { useWords } from '../../components/words.ts'
import type { OnCallAnswer, OnCallShift, OnCallView } from '../../data/contract.ts'
import { Names } from './Names.tsx'
import { Weeks } from './Weeks.tsx'

type People = OnCallAnswer['people']

const tones: Readonly<Record<Exclude<OnCallShift['by'], 'nobody'>, Tone>> = {
  override: 'odd',
  calendar: 'busy',
  rotation: 'calm',
}

interface ScheduleProps {
  readonly schedule: OnCallView
  /** Of the answer. */
  readonly at: number
  readonly people: People
}

export function ScheduleCard({ schedule, at, people }: ScheduleProps) {
  const { t } = useTranslation()
  const { now: duty, next, shifts, overrides, calendar } = schedule
  return (
    <article className="card on-call">
      <header className="on-call-head">
        <h2>{schedule.schedule}</h2>
        <span className="muted">{schedule.timeZone}</span>
      </header>
      <p className="on-call-now">
        <span className="on-call-when">{t('onCall.now')}</span>
        <Names names={duty.people} people={people} />
        <Source by={duty.by} />
        <span className="muted">{duty.to === undefined ? t('onCall.always') : <Edge at={duty.to} text="until" />}</span>
      </p>
      {next !== undefined && (
        <p className="on-call-next">
          <span className="on-call-when">{t('onCall.next')}</span>
          <Names names={next.people} people={people} />
          <Source by={next.by} />
          <span className="muted">
            <Edge at={next.from} text="from" />
          </span>
        </p>
      )}
      <h3>{t('onCall.twoWeeks')}</h3>
      <Weeks shifts={shifts} at={at} people={people} />
      <ShiftTable shifts={shifts} people={people} />
      {overrides.length > 0 && (
        <>
          <h3>{t('onCall.overrides')}</h3>
          <ShiftTable
            shifts={overrides.map(({ person, from, to }) => ({ people: [person], by: 'override', from, to }))}
            people={people}
          />
        </>
      )}
      {calendar !== undefined && <CalendarLine calendar={calendar} />}
    </article>
  )
}

function Source({ by }: Pick<OnCallShift, 'by'>) {
  const { t } = useTranslation()
  return by === 'nobody' ? null : <Pill tone={tones[by]}>{t(`onCall.source.${by}`)}</Pill>
}

function Edge({ at, text }: { readonly at: number; readonly text: 'until' | 'from' }) {
  const { t } = useTranslation()
  const words = useWords()
  const now = useNow()
  return (
    <>
      {t(`onCall.${text}`, { time: words.dayTime(at) })} · {words.until(at, now)}
    </>
  )
}

function ShiftTable({ shifts, people }: { readonly shifts: readonly OnCallShift[]; readonly people: People }) {
  const { t } = useTranslation()
  const words = useWords()
  return (
    <table className="shifts">
      <thead>
        <tr>
          <th scope="col">{t('onCall.begins')}</th>
          <th scope="col">{t('onCall.ends')}</th>
          <th scope="col">{t('onCall.person')}</th>
          <th scope="col">{t('onCall.by')}</th>
        </tr>
      </thead>
      <tbody>
        {shifts.map(({ people: names, by, from, to }) => (
          <tr key={from}>
            <td data-name={t('onCall.begins')}>{words.dayTime(from)}</td>
            <td data-name={t('onCall.ends')}>{words.dayTime(to)}</td>
            <td data-name={t('onCall.person')}>
              <Names names={names} people={people} />
            </td>
            <td data-name={t('onCall.by')} className="muted">
              {by === 'nobody' ? '' : t(`onCall.source.${by}`)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function CalendarLine({ calendar }: { readonly calendar: NonNullable<OnCallView['calendar']> }) {
  const { t } = useTranslation()
  const { readAt, problem, stale, notes } = calendar
  const wrong = stale || problem !== undefined
  return (
    <div className={wrong ? 'on-call-calendar on-call-wrong' : 'on-call-calendar muted'}>
      {wrong && <Icon name="warning" />}
      <p>
        {readAt === undefined ? (
          t('onCall.calendar.never')
        ) : (
          <>
            {t('onCall.calendar.read')} <Moment at={readAt} as="ago" />
            {stale && <> · {t('onCall.calendar.stale')}</>}
          </>
        )}{' '}
        {problem !== undefined && t('onCall.calendar.problem', { problem })}
        {notes.map((note) => (
          <span key={note} className="why">
            {' '}
            {note}
          </span>
        ))}
      </p>
    </div>
  )
}
