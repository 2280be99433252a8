import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Fault } from '../../components/Fault.tsx'
import { Icon } from '../../components/Icon.tsx'
import { Loading } from '../../components/Loading.tsx'
import { Pill } from '../../components/Pill.tsx'
import { useWords } from '../../components/words.ts'
import type { SendTestAnswer } from '../../data/contract.ts'
import { useReceivers, useSendTest } from '../../data/receivers.ts'
import { Preview } from './preview/Preview.tsx'

/** Who can be told, and whether it works. */
export function ReceiversPage() {
  const { t } = useTranslation()
  const receivers = useReceivers().data
  if (receivers === undefined) return <Loading />
  return (
    <section className="section" aria-labelledby="receivers-title">
      <h1 className="section-title" id="receivers-title">
        {t('receivers.title')} <span className="count">{receivers.length}</span>
      </h1>
      <p className="muted intro">{t('receivers.intro')}</p>
      <ul className="card">
        {receivers.map(({ name }) => (
          <ReceiverRow key={name} name={name} />
        ))}
      </ul>
    </section>
  )
}

function ReceiverRow({ name }: { readonly name: string }) {
  const { t } = useTranslation()
  const test = useSendTest()
  const [shown, setShown] = useState(false)
  return (
    <li className="receiver-row">
      <div className="receiver-head">
        <span className="receiver">{name}</span>
        <span className="receiver-actions">
          <button type="button" className="quiet" aria-expanded={shown} onClick={() => setShown(!shown)}>
            {t(shown ? 'receivers.preview.close' : 'receivers.preview.open')}
            <span className="hidden-text"> {name}</span>
          </button>
          <button type="button" className="quiet" disabled={test.isPending} onClick={() => test.mutate(name)}>
            {t(test.isPending ? 'receivers.sending' : 'receivers.test')}
            <span className="hidden-text"> {name}</span>
          </button>
        </span>
      </div>
      <div aria-live="polite">
        {test.isError && <Fault error={test.error} />}
        {test.data !== undefined && <Results answer={test.data} />}
      </div>
      {shown && <Preview receiver={name} />}
    </li>
  )
}

function Results({ answer: { results, loopback } }: { readonly answer: SendTestAnswer }) {
  const { t } = useTranslation()
  const words = useWords()
  return (
    <>
      {results.length === 0 && <p className="muted">{t('receivers.none')}</p>}
      <ul className="results">
        {results.map(({ target, outcome, code, reason, tookMs }) => (
          <li key={target}>
            <Pill tone={outcome === 'sent' ? 'good' : outcome === 'reject' ? 'bad' : 'odd'}>
              <Icon name={outcome === 'sent' ? 'check' : 'warning'} />
              {t(`outcome.${outcome}`)}
            </Pill>{' '}
            <span className="target">{target}</span> <span className="muted">{words.duration(tookMs)}</span>{' '}
            <span className="why">{[code, reason].filter(Boolean).join(' · ')}</span>
          </li>
        ))}
      </ul>
      {loopback.length > 0 && <p className="muted">{t('banner.loopback', { urls: loopback.join(', ') })}</p>}
    </>
  )
}
