import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Fault } from '../../components/Fault.tsx'
import { Loading } from '../../components/Loading.tsx'
import { useWhy, type WhyQuestion } from '../../data/why.ts'
import { fromLocalInput, toLocalInput } from '../../format/local-input.ts'
import { AlertAnswer } from './AlertAnswer.tsx'
import { RouteAnswer } from './RouteAnswer.tsx'

/** Who was told of an alert, who was not, and why: now, or at a moment of the past. The question is in the address. */
export function WhyPage() {
  const { t } = useTranslation()
  const [search, setSearch] = useSearchParams()
  const question: WhyQuestion = {
    filter: search.get('filter') ?? '',
    fingerprint: search.get('fingerprint') ?? '',
    at: search.get('at') ?? '',
  }
  const asked = question.filter !== '' || question.fingerprint !== ''
  const { data: answer, error, isPending } = useWhy(question)
  return (
    <>
      <div className="section-head page-head">
        <h1 className="section-title">{t('why.title')}</h1>
      </div>
      <Question
        key={`${search}`}
        question={question}
        onAsk={(next) => setSearch(Object.fromEntries(Object.entries(next).filter(([, value]) => value !== '')))}
      />
      {!asked && <EmptyState icon="clock" title={t('why.ask')} text={t('why.askText')} />}
      {asked && error && <Fault error={error} />}
      {asked && isPending && !error && <Loading />}
      {answer?.alerts.map((alert) => (
        <AlertAnswer key={alert.fingerprint} alert={alert} answer={answer} />
      ))}
      {answer !== undefined && answer.more > 0 && <p className="muted">{t('why.more', { count: answer.more })}</p>}
      {answer?.wouldGo !== undefined && <RouteAnswer asked={answer.asked} routes={answer.wouldGo} />}
      {answer !== undefined && answer.alerts.length === 0 && answer.wouldGo === undefined && (
        <EmptyState icon="check" title={t('why.nothing')} text={t('why.nothingText')} />
      )}
    </>
  )
}

function Question(props: { readonly question: WhyQuestion; readonly onAsk: (question: WhyQuestion) => void }) {
  const { question, onAsk } = props
  const { t } = useTranslation()
  const [filter, setFilter] = useState(question.filter)
  const [at, setAt] = useState(question.at === '' ? '' : toLocalInput(Date.parse(question.at)))
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const moment = fromLocalInput(at)
    onAsk({
      filter: filter.trim(),
      fingerprint: filter.trim() === '' ? question.fingerprint : '',
      at: moment === undefined ? '' : new Date(moment).toISOString(),
    })
  }
  return (
    <form className="ask" onSubmit={submit}>
      <label className="ask-wide">
        <span>{t('why.which')}</span>
        <input
          value={filter}
          spellCheck={false}
          placeholder={question.fingerprint === '' ? '{alertname="HighP99Latency"}' : question.fingerprint}
          onChange={(event) => setFilter(event.target.value)}
        />
      </label>
      <label>
        <span>{t('why.when')}</span>
        <input type="datetime-local" value={at} onChange={(event) => setAt(event.target.value)} />
      </label>
      <button type="submit" className="primary">
        {t('why.show')}
      </button>
    </form>
  )
}
