import { type SubmitEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Fault } from '../../components/Fault.tsx'
import { Icon } from '../../components/Icon.tsx'
import { Moment } from '../../components/Moment.tsx'
import { Pill } from '../../components/Pill.tsx'
import { useWords } from '../../components/words.ts'
import { useAcknowledge, useTakeBack } from '../../data/acknowledge.ts'
import type { AcknowledgementView, GroupView } from '../../data/contract.ts'
import { rememberCreator, rememberedCreator } from '../../data/remembered.ts'

/** Who has a group that people were told of; the button for whoever takes it. */
export function WhoHasIt({ group: { id, episode } }: { readonly group: GroupView }) {
  if (episode === undefined) return null
  const { acknowledgement } = episode
  return (
    <div className="who">
      {acknowledgement === undefined ? <Take id={id} /> : <Taken id={id} acknowledgement={acknowledgement} />}
    </div>
  )
}

function Taken(props: { readonly id: number; readonly acknowledgement: AcknowledgementView }) {
  const { by, via, at } = props.acknowledgement
  const { t } = useTranslation()
  const words = useWords()
  const takeBack = useTakeBack(props.id)
  return (
    <>
      <Pill tone="good">
        <Icon name="check" />
        {t('acknowledge.has', { name: by })}
      </Pill>
      <span className="muted">
        <Moment at={at} as="ago" /> · {words.via(via)}
      </span>
      <button
        type="button"
        className="quiet"
        disabled={takeBack.isPending}
        onClick={() => takeBack.mutate(rememberedCreator() || by)}
      >
        {t('acknowledge.takeBack')}
      </button>
      {takeBack.isError && <Fault error={takeBack.error} />}
    </>
  )
}

function Take({ id }: { readonly id: number }) {
  const { t } = useTranslation()
  const nameId = useId()
  const acknowledge = useAcknowledge(id)
  const [name, setName] = useState<string>()
  if (name === undefined) {
    return (
      <button type="button" className="primary" onClick={() => setName(rememberedCreator())}>
        {t('acknowledge.act')}
      </button>
    )
  }
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const by = name.trim()
    if (by === '') return
    rememberCreator(by)
    acknowledge.mutate(by)
  }
  return (
    <form className="who-form" onSubmit={submit}>
      <label htmlFor={nameId}>{t('acknowledge.name')}</label>
      <input
        id={nameId}
        value={name}
        autoComplete="name"
        maxLength={64}
        required
        onChange={(event) => setName(event.target.value)}
      />
      <button type="submit" className="primary" disabled={acknowledge.isPending}>
        {t('acknowledge.confirm')}
      </button>
      <button type="button" className="quiet" onClick={() => setName(undefined)}>
        {t('acknowledge.cancel')}
      </button>
      {acknowledge.isError && <Fault error={acknowledge.error} />}
    </form>
  )
}
