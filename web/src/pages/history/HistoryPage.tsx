import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Fault } from '../../components/Fault.tsx'
import { Loading } from '../../components/Loading.tsx'
import type { HistoryKind } from '../../data/contract.ts'
import { type HistoryFilter, useHistory } from '../../data/history.ts'
import { fromLocalInput, toLocalInput } from '../../format/local-input.ts'
import { EntryRow } from './EntryRow.tsx'

const names = ['filter', 'kind', 'receiver', 'outcome', 'from', 'to'] as const
const kinds: readonly HistoryKind[] = [
  'alert',
  'decision',
  'acknowledgement',
  'attempt',
  'hold',
  'silence',
  'configuration',
]
const outcomes = ['sent', 'retry', 'reject', 'unknown'] as const

/** What happened, newest first. What is chosen is in the address. */
export function HistoryPage() {
  const { t } = useTranslation()
  const [search, setSearch] = useSearchParams()
  const filter = Object.fromEntries(names.map((name) => [name, search.get(name) ?? ''])) as HistoryFilter
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch } = useHistory(filter)
  const entries = data?.pages.flatMap((page) => page.entries) ?? []
  const choose = (next: HistoryFilter): void =>
    void setSearch(Object.fromEntries(Object.entries(next).filter(([, value]) => value !== '')))
  return (
    <>
      <div className="section-head page-head">
        <h1 className="section-title">{t('history.title')}</h1>
        <button type="button" className="quiet" disabled={isFetching} onClick={() => void refetch()}>
          {t('history.refresh')}
        </button>
      </div>
      <Filters key={`${search}`} filter={filter} onChoose={choose} />
      {error && <Fault error={error} />}
      {data === undefined && !error && <Loading />}
      {data !== undefined && entries.length === 0 && (
        <EmptyState icon="clock" title={t('history.empty')} text={t('history.emptyText')} />
      )}
      {entries.length > 0 && (
        <ul className="card entries">
          {entries.map((entry) => (
            <EntryRow key={entry.key} entry={entry} />
          ))}
        </ul>
      )}
      {hasNextPage && (
        <p className="older">
          <button type="button" className="quiet" disabled={isFetching} onClick={() => void fetchNextPage()}>
            {t('history.older')}
          </button>
        </p>
      )}
    </>
  )
}

function Filters(props: { readonly filter: HistoryFilter; readonly onChoose: (filter: HistoryFilter) => void }) {
  const { filter, onChoose } = props
  const { t } = useTranslation()
  const [draft, setDraft] = useState(filter)
  const change = (name: keyof HistoryFilter, value: string): void => setDraft({ ...draft, [name]: value })
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    onChoose(draft)
  }
  const time = (name: 'from' | 'to') => (
    <label>
      <span>{t(`history.${name}`)}</span>
      <input
        type="datetime-local"
        value={draft[name] === '' ? '' : toLocalInput(Date.parse(draft[name]))}
        onChange={(event) => {
          const at = fromLocalInput(event.target.value)
          change(name, at === undefined ? '' : new Date(at).toISOString())
        }}
      />
    </label>
  )
  return (
    <form className="ask" onSubmit={submit}>
      <label className="ask-wide">
        <span>{t('history.filter')}</span>
        <input
          value={draft.filter}
          spellCheck={false}
          placeholder='{alertname="HighP99Latency"}'
          onChange={(event) => change('filter', event.target.value)}
        />
      </label>
      <label>
        <span>{t('history.kind')}</span>
        <select value={draft.kind} onChange={(event) => change('kind', event.target.value)}>
          <option value="">{t('history.all')}</option>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`history.kinds.${kind}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t('history.receiver')}</span>
        <input value={draft.receiver} onChange={(event) => change('receiver', event.target.value)} />
      </label>
      <label>
        <span>{t('history.outcome')}</span>
        <select value={draft.outcome} onChange={(event) => change('outcome', event.target.value)}>
          <option value="">{t('history.all')}</option>
          {outcomes.map((outcome) => (
            <option key={outcome} value={outcome}>
              {t(`outcome.${outcome}`)}
            </option>
          ))}
        </select>
      </label>
      {time('from')}
      {time('to')}
      <button type="submit" className="primary">
        {t('history.show')}
      </button>
    </form>
  )
}
