import { type SubmitEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNow } from '../../clock/clock.tsx'
import { Fault } from '../../components/Fault.tsx'
import { Icon } from '../../components/Icon.tsx'
import { rememberCreator } from '../../data/remembered.ts'
import { usePostSilence } from '../../data/silences.ts'
import { fromLocalInput, toLocalInput } from '../../format/local-input.ts'
import { complete, durations, endOf, missing, type SilenceDraft, toPost } from './drafts.ts'
import { MatcherFields } from './MatcherFields.tsx'
import { Preview } from './Preview.tsx'

/** Makes a silence, or edits one. Shows what it would mute while it is written. */
export function SilenceForm(props: { readonly initial: SilenceDraft; readonly onDone: () => void }) {
  const { initial, onDone } = props
  const { t } = useTranslation()
  const now = useNow()
  const titleId = useId()
  const post = usePostSilence()
  const [draft, setDraft] = useState(initial)
  const [tried, setTried] = useState(false)
  const change = (part: Partial<SilenceDraft>): void => setDraft({ ...draft, ...part })
  const lacks = missing(draft, now)
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    setTried(true)
    if (lacks.length > 0) return
    rememberCreator(draft.createdBy.trim())
    post.mutate(toPost(draft, now), { onSuccess: onDone })
  }
  return (
    <form className="card form" aria-labelledby={titleId} onSubmit={submit} noValidate>
      <h2 id={titleId}>{t(draft.id === undefined ? 'silences.new' : 'silences.edit')}</h2>
      <MatcherFields matchers={draft.matchers} onChange={(matchers) => change({ matchers })} />
      <Preview matchers={complete(draft)} />
      <div className="fields">
        <div className="field">
          <label htmlFor={`${titleId}-end`}>{t('silences.until')}</label>
          <input
            id={`${titleId}-end`}
            type="datetime-local"
            value={toLocalInput(draft.endsAt)}
            onChange={(event) => change({ endsAt: fromLocalInput(event.target.value) ?? draft.endsAt })}
          />
          <div className="choices">
            {durations.map((minutes) => (
              <button key={minutes} type="button" onClick={() => change({ endsAt: endOf(minutes, now) })}>
                {t(`silences.for.m${minutes}`)}
              </button>
            ))}
          </div>
        </div>
        <div className="field">
          <label htmlFor={`${titleId}-by`}>{t('silences.createdBy')}</label>
          <input
            id={`${titleId}-by`}
            value={draft.createdBy}
            autoComplete="name"
            onChange={(event) => change({ createdBy: event.target.value })}
          />
        </div>
        <div className="field field-wide">
          <label htmlFor={`${titleId}-why`}>{t('silences.comment')}</label>
          <input
            id={`${titleId}-why`}
            value={draft.comment}
            onChange={(event) => change({ comment: event.target.value })}
          />
        </div>
      </div>
      {tried && lacks.length > 0 && (
        <p className="form-fault" role="alert">
          <Icon name="warning" />
          {lacks.map((one) => t(`silences.missing.${one}`)).join(' ')}
        </p>
      )}
      {post.isError && <Fault error={post.error} />}
      <div className="form-foot">
        <button type="submit" className="primary" disabled={post.isPending}>
          {t(draft.id === undefined ? 'silences.create' : 'silences.save')}
        </button>
        <button type="button" className="quiet" onClick={onDone}>
          {t('silences.cancel')}
        </button>
      </div>
    </form>
  )
}
