import { createElement, Fragment, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNow } from '../../../clock/clock.tsx'
import { Fault } from '../../../components/Fault.tsx'
import type { RenderAnswer } from '../../../data/contract.ts'
import { useRender } from '../../../data/receivers.ts'
import { EXAMPLES, exampleOf } from './examples.ts'
import { Message } from './Message.tsx'

/** What a receiver would send for an example, or for alerts of one's own. */
export function Preview({ receiver }: { readonly receiver: string }) {
  const { t } = useTranslation()
  const now = useNow()
  const field = useId()
  const [alerts, setAlerts] = useState(() => printed(exampleOf('one', now)))
  const [wrong, setWrong] = useState(false)
  const rendering = useRender()
  const show = (text: string) => {
    setAlerts(text)
    const parsed = parse(text)
    setWrong(parsed === undefined)
    if (parsed !== undefined) rendering.mutate({ receiver, alerts: parsed.value })
  }
  return (
    <div className="receiver-preview">
      <div className="preview-choices">
        {EXAMPLES.map((name) => (
          <button type="button" className="quiet" key={name} onClick={() => show(printed(exampleOf(name, now)))}>
            {t(`receivers.preview.${name}`)}
          </button>
        ))}
      </div>
      <details>
        <summary>{t('receivers.preview.own')}</summary>
        <label htmlFor={field}>{t('receivers.preview.alerts')}</label>
        <textarea id={field} rows={10} value={alerts} onChange={({ target }) => setAlerts(target.value)} />
        <button type="button" className="quiet" onClick={() => show(alerts)}>
          {t('receivers.preview.show')}
        </button>
      </details>
      <div aria-live="polite">
        {wrong && <p className="muted">{t('receivers.preview.noJson')}</p>}
        {rendering.isError && <Fault error={rendering.error} />}
        {rendering.data !== undefined && <Rendered answer={rendering.data} />}
      </div>
    </div>
  )
}

/** By place: two channels may have one target, and two messages one text. */
function Rendered({ answer: { integrations } }: { readonly answer: RenderAnswer }) {
  const { t } = useTranslation()
  if (integrations.length === 0) return <p className="muted">{t('receivers.none')}</p>
  return createElement(Fragment, null, ...integrations.map((integration) => createElement(Channel, { integration })))
}

function Channel({ integration }: { readonly integration: RenderAnswer['integrations'][number] }) {
  const { t } = useTranslation()
  const { channel, target, messages, problem } = integration
  const shown = messages.map((message) => createElement(Message, { channel, message }))
  return (
    <section className="shown-channel">
      <h2>{target}</h2>
      {problem !== '' && <p className="muted">{t('receivers.preview.problem', { problem })}</p>}
      {problem === '' && messages.length === 0 && <p className="muted">{t('receivers.preview.nothing')}</p>}
      {createElement('div', { className: 'shown-messages' }, ...shown)}
    </section>
  )
}

function printed(alerts: readonly object[]): string {
  return JSON.stringify(alerts, null, 2)
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}
