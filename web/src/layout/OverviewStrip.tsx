import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useNow } from '../clock/clock.tsx'
import { Moment } from '../components/Moment.tsx'
import type { Tone } from '../components/Pill.tsx'
import { useWords } from '../components/words.ts'
import type { Overview } from '../data/contract.ts'

/** A message should be on its way within seconds; one that is owed for longer deserves a look. */
const lateMs = 60_000

/** The two-second answer: how much is wrong, and what has not arrived. */
export function OverviewStrip({ overview }: { readonly overview: Overview | undefined }) {
  const { t } = useTranslation()
  const words = useWords()
  const now = useNow()
  const firing = overview?.alerts.firing
  const waiting = overview && overview.deliveries.waiting + overview.deliveries.sending
  const retrying = overview?.deliveries.retrying
  const rejected = overview?.deliveries.rejected
  const oldest = overview?.oldestWaitingSince
  return (
    <section className="overview" aria-label={t('overview.label')}>
      <Stat name={t('overview.firing')} tone="bad" value={firing} to="/" />
      <Stat name={t('overview.waiting')} tone="busy" value={waiting} to="/deliveries?state=waiting" />
      <Stat name={t('overview.retrying')} tone="odd" value={retrying} to="/deliveries?state=retrying" />
      <Stat name={t('overview.rejected')} tone="bad" value={rejected} to="/deliveries?state=rejected" />
      <Fact
        name={t('overview.oldest')}
        quiet={oldest === undefined}
        late={oldest !== undefined && now - oldest > lateMs}
      >
        {oldest === undefined ? (
          t('overview.none')
        ) : (
          <span title={words.fullTime(oldest)}>{words.ticking(now - oldest)}</span>
        )}
      </Fact>
      <Fact name={t('overview.last')} quiet={overview?.lastAlertAt === undefined}>
        {overview?.lastAlertAt === undefined ? t('overview.never') : <Moment at={overview.lastAlertAt} as="ago" />}
      </Fact>
    </section>
  )
}

/** A number that is calm at zero. */
function Stat(props: {
  readonly name: string
  readonly tone: Tone
  readonly value: number | undefined
  readonly to: string
}) {
  const quiet = props.value === undefined || props.value === 0
  return (
    <Link className={`stat ${quiet ? 'stat-quiet' : `stat-${props.tone}`}`} to={props.to}>
      <span className="stat-name">{props.name}</span>
      <span className="stat-value">{props.value ?? '–'}</span>
    </Link>
  )
}

function Fact(props: {
  readonly name: string
  readonly quiet: boolean
  readonly late?: boolean
  readonly children: ReactNode
}) {
  return (
    <p className={`stat stat-fact ${props.quiet ? 'stat-quiet' : ''} ${props.late === true ? 'stat-odd' : ''}`}>
      <span className="stat-name">{props.name}</span>
      <span className="stat-value">{props.children}</span>
    </p>
  )
}
