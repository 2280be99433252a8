import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Fault } from '../../components/Fault.tsx'
import { Icon } from '../../components/Icon.tsx'
import { Moment } from '../../components/Moment.tsx'
import { Pill, type Tone } from '../../components/Pill.tsx'
import { type Silence, useExpireSilence } from '../../data/silences.ts'
import { fromApi, printDraft } from '../../format/matchers.ts'

const tones: Readonly<Record<Silence['status']['state'], Tone>> = { active: 'busy', pending: 'odd', expired: 'calm' }

export function SilenceRow(props: { readonly silence: Silence; readonly onEdit: () => void }) {
  const { silence, onEdit } = props
  const { t } = useTranslation()
  const { state } = silence.status
  const over = state === 'expired'
  return (
    <li className={`silence silence-${state}`} id={`silence-${silence.id}`}>
      <div className="silence-head">
        <Pill tone={tones[state]}>
          <Icon name={over ? 'check' : 'clock'} />
          {t(`silences.state.${state}`)}
        </Pill>
        <ul className="chips">
          {silence.matchers.map((matcher) => (
            <li key={`${matcher.name} ${matcher.value}`} className="chip">
              {printDraft(fromApi(matcher))}
            </li>
          ))}
        </ul>
      </div>
      <p className="silence-why">
        <b>{silence.createdBy}</b> {silence.comment}
      </p>
      <p className="silence-time muted">
        {state === 'pending' && (
          <>
            {t('silences.begins')} <Moment at={Date.parse(silence.startsAt)} as="until" /> ·{' '}
          </>
        )}
        {t(over ? 'silences.ended' : 'silences.ends')} <Moment at={Date.parse(silence.endsAt)} /> ·{' '}
        <Moment at={Date.parse(silence.endsAt)} as={over ? 'ago' : 'until'} />
      </p>
      <div className="silence-actions">
        <button type="button" className="quiet" onClick={onEdit}>
          {t(over ? 'silences.again' : 'silences.edit')}
        </button>
        {!over && <Expire silence={silence} />}
      </div>
    </li>
  )
}

/** Two clicks: what is ended here may page somebody at once. */
function Expire({ silence }: { readonly silence: Silence }) {
  const { t } = useTranslation()
  const expire = useExpireSilence()
  const [asked, setAsked] = useState(false)
  return (
    <>
      {asked ? (
        <button
          type="button"
          className="danger"
          disabled={expire.isPending}
          onClick={() => expire.mutate(silence.id)}
          onBlur={() => setAsked(false)}
        >
          {t('silences.expireSure')}
        </button>
      ) : (
        <button type="button" className="quiet" onClick={() => setAsked(true)}>
          {t('silences.expire')}
        </button>
      )}
      {expire.isError && <Fault error={expire.error} />}
    </>
  )
}
