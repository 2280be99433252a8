import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Icon, type IconName } from '../../components/Icon.tsx'
import { Moment } from '../../components/Moment.tsx'
import { Pill, type Tone } from '../../components/Pill.tsx'
import { Subject } from '../../components/Subject.tsx'
import { useWords } from '../../components/words.ts'
import type { HistoryEntry } from '../../data/contract.ts'

export function EntryRow({ entry }: { readonly entry: HistoryEntry }) {
  const { t } = useTranslation()
  const { tone, icon } = look(entry)
  return (
    <li className="entry">
      <span className="entry-at">
        <Moment at={entry.at} />
      </span>
      <span className="entry-kind">
        <Pill tone={tone}>
          <Icon name={icon} />
          {t(`history.kinds.${entry.kind}`)}
        </Pill>
      </span>
      <span className="entry-text">
        <Text entry={entry} />
      </span>
    </li>
  )
}

function look(entry: HistoryEntry): { readonly tone: Tone; readonly icon: IconName } {
  switch (entry.kind) {
    case 'alert':
      return entry.event === 'firing' ? { tone: 'bad', icon: 'bell' } : { tone: 'good', icon: 'check' }
    case 'attempt':
      if (entry.outcome === 'sent') return { tone: 'good', icon: 'arrow' }
      return entry.outcome === 'reject' ? { tone: 'bad', icon: 'cross' } : { tone: 'odd', icon: 'retry' }
    case 'acknowledgement':
      return entry.event === 'acknowledged' ? { tone: 'good', icon: 'check' } : { tone: 'odd', icon: 'warning' }
    case 'hold':
      return { tone: 'odd', icon: 'clock' }
    case 'decision':
      return { tone: 'calm', icon: 'skip' }
    case 'silence':
      return { tone: 'busy', icon: 'clock' }
    case 'configuration':
      return { tone: 'calm', icon: 'check' }
  }
}

function Text({ entry }: { readonly entry: HistoryEntry }) {
  const { t } = useTranslation()
  const words = useWords()
  switch (entry.kind) {
    case 'alert':
      return (
        <>
          <Link to={`/why?fingerprint=${entry.fingerprint}`}>
            <Subject labels={entry.labels} otherwise={entry.fingerprint} />
          </Link>{' '}
          {t(`history.event.${entry.event}`)}
        </>
      )
    case 'decision':
      return (
        <>
          <b>{entry.receiver}</b> <Subject labels={entry.groupLabels} otherwise={entry.groupKey} />{' '}
          {words.reason(entry.reason)} <span className="muted">{t('alerts.count', { count: entry.alerts })}</span>
        </>
      )
    case 'acknowledgement':
      return (
        <>
          <b>{entry.receiver}</b> <Subject labels={entry.groupLabels} otherwise={entry.groupKey} />{' '}
          {t(`history.word.${entry.event}`)} <b>{entry.by}</b>{' '}
          {entry.via !== '' && <span className="muted">{words.via(entry.via)}</span>}
        </>
      )
    case 'attempt':
      return (
        <>
          <b>{entry.receiver}</b> <span className="target">{entry.target}</span>{' '}
          <Subject labels={entry.groupLabels} otherwise="{}" />{' '}
          <span className={`status status-${entry.status}`}>{t(`status.${entry.status}`)}</span>{' '}
          {t(`outcome.${entry.outcome}`)}{' '}
          {entry.groups === undefined ? null : (
            <span className="muted">{t('history.together', { count: entry.groups })} </span>
          )}
          <span className="why">{[entry.code, entry.reason].filter(Boolean).join(' · ')}</span>
        </>
      )
    case 'hold':
      return (
        <>
          <b>{entry.receiver}</b> <span className="target">{entry.target}</span>{' '}
          <Subject labels={entry.groupLabels} otherwise="{}" /> {t('history.waits')} <Moment at={entry.until} />{' '}
          <span className="why">{entry.reason}</span>
        </>
      )
    case 'silence':
      return (
        <>
          {t(`history.silence.${entry.event}`)} <b>{entry.createdBy}</b>:{' '}
          <code>{`{${entry.matchers.join(', ')}}`}</code> {entry.comment}{' '}
          <span className="muted">{t('muted.until')} </span>
          <Moment at={entry.endsAt} />
        </>
      )
    case 'configuration':
      return t('history.inForce', { version: entry.version })
  }
}
