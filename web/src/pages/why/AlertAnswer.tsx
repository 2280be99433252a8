import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { LabelChips } from '../../components/LabelChips.tsx'
import { Moment } from '../../components/Moment.tsx'
import { Pill } from '../../components/Pill.tsx'
import { StatePill } from '../../components/StatePill.tsx'
import { Subject } from '../../components/Subject.tsx'
import { useWords } from '../../components/words.ts'
import type { AlertWhy, DecisionWhy, DeliveryView, GroupWhy, WhyAnswer } from '../../data/contract.ts'
import { remainingLabels } from '../../format/labels.ts'
import { Attempts } from '../deliveries/Attempts.tsx'
import { MutedBy } from './MutedBy.tsx'

/** The way of one alert: it came in, its groups, what was decided there, and what was sent. */
export function AlertAnswer({ alert, answer }: { readonly alert: AlertWhy; readonly answer: WhyAnswer }) {
  const { t } = useTranslation()
  const { labels, state, startsAt, changedAt, groups, deliveries } = alert
  const { alertname = '', service = '' } = labels
  return (
    <article className="card answer">
      <header className="answer-head">
        <Pill tone={state === 'firing' ? 'bad' : 'good'}>{t(`why.state.${state}`)}</Pill>
        <h2>
          <Subject labels={labels} otherwise={alert.fingerprint} />
        </h2>
        <LabelChips labels={remainingLabels(labels, { alertname, service })} />
      </header>
      <ol className="way">
        <Step name={t('why.cameIn')}>
          <Moment at={startsAt} /> · <Moment at={startsAt} as="ago" />
          {changedAt !== startsAt && (
            <span className="muted">
              {' '}
              {t('why.changed')} <Moment at={changedAt} />
            </span>
          )}
        </Step>
        {groups.length === 0 && <Step name={t('why.group')}>{t('why.noGroup')}</Step>}
        {groups.map((group) => (
          <GroupSteps key={group.groupKey} group={group} answer={answer} />
        ))}
        {deliveries.map((delivery) => (
          <DeliveryStep key={delivery.id} delivery={delivery} />
        ))}
      </ol>
      <p className="answer-foot">
        <Link to={`/history?${new URLSearchParams({ filter: `alertname=${JSON.stringify(alertname)}` })}`}>
          {t('why.history')}
        </Link>
      </p>
    </article>
  )
}

function Step({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <li className="step">
      <p className="step-name">{name}</p>
      <div className="step-body">{children}</div>
    </li>
  )
}

function GroupSteps({ group, answer }: { readonly group: GroupWhy; readonly answer: WhyAnswer }) {
  const { t } = useTranslation()
  const { receiver, groupKey, decision, words: said = [], nextLookAt } = group
  const words = useWords()
  return (
    <>
      <Step name={t('why.group')}>
        <b>{receiver}</b> <code className="group-key">{groupKey}</code>
      </Step>
      {decision !== undefined && <DecisionStep decision={decision} />}
      {said.map(({ kind, by, via, at }) => (
        <Step key={`${at} ${kind}`} name={t('why.who')}>
          {t(`history.word.${kind}`)} <b>{by}</b> <span className="muted">{via !== '' && words.via(via)}</span> ·{' '}
          <span className="muted">
            <Moment at={at} />
          </span>
        </Step>
      ))}
      {answer.present && nextLookAt !== undefined && (
        <Step name={t(decision === undefined ? 'why.firstLook' : 'why.nextLook')}>
          <Moment at={nextLookAt} /> · <Moment at={nextLookAt} as="until" />
        </Step>
      )}
    </>
  )
}

function DecisionStep({ decision }: { readonly decision: DecisionWhy }) {
  const { t } = useTranslation()
  const words = useWords()
  const { at, reason, integrations } = decision
  return (
    <Step name={t('why.decided')}>
      <b>{words.reason(reason)}</b> ·{' '}
      <span className="muted">
        <Moment at={at} />
      </span>
      <MutedBy {...decision} />
      <ul className="integrations">
        {integrations.map((integration) => (
          <li key={`${integration.target} ${integration.reason}`}>
            <span className="target">{integration.target}</span> {words.reason(integration.reason)}
          </li>
        ))}
      </ul>
    </Step>
  )
}

function DeliveryStep({ delivery }: { readonly delivery: DeliveryView }) {
  const { t } = useTranslation()
  const words = useWords()
  const { target, state, status, reason, decidedAt, attempts, idempotencyKey, dueAt, held } = delivery
  return (
    <Step name={t('why.sent')}>
      <p className="step-line">
        <StatePill state={state} /> <span className="target">{target}</span>
        <span className={`status status-${status}`}>{t(`status.${status}`)}</span> {words.reason(reason)} ·{' '}
        <span className="muted">
          <Moment at={decidedAt} />
        </span>
        {state === 'retrying' && dueAt !== undefined && (
          <span className="muted">
            {' '}
            {t('why.retry')} <Moment at={dueAt} as="until" />
          </span>
        )}
      </p>
      {held !== undefined && (
        <p className="step-line">
          {t('why.held')} <Moment at={held.until} /> <span className="why">{held.reason}</span>
        </p>
      )}
      {attempts.length > 0 && <Attempts attempts={attempts} idempotencyKey={idempotencyKey} />}
    </Step>
  )
}
