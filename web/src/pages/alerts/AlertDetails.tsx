import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { LabelChips } from '../../components/LabelChips.tsx'
import { Moment } from '../../components/Moment.tsx'
import { WebLink } from '../../components/WebLink.tsx'
import type { AlertView } from '../../data/contract.ts'
import { webAddress } from '../../format/links.ts'

/** Everything the router knows of an alert. */
export function AlertDetails({ alert }: { readonly alert: AlertView }) {
  const { t } = useTranslation()
  const annotations = Object.entries(alert.annotations).sort(([a], [b]) => (a < b ? -1 : 1))
  return (
    <dl className="facts">
      {alert.evidence !== undefined && <Evidence evidence={alert.evidence} />}
      <Fact name={t('alerts.labels')}>
        <LabelChips labels={alert.labels} />
      </Fact>
      {annotations.length > 0 && (
        <Fact name={t('alerts.annotations')}>
          <dl className="pairs">
            {annotations.map(([name, text]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </Fact>
      )}
      <Fact name={t('alerts.starts')}>
        <Moment at={alert.startsAt} /> · <Moment at={alert.startsAt} as="ago" />
      </Fact>
      <Fact name={t('alerts.updated')}>
        <Moment at={alert.updatedAt} /> · <Moment at={alert.updatedAt} as="ago" />
      </Fact>
      {alert.endsAt !== undefined && (
        <Fact name={alert.status === 'resolved' ? t('alerts.ends') : t('alerts.expires')}>
          <Moment at={alert.endsAt} />
        </Fact>
      )}
      <Fact name={t('alerts.fingerprint')}>
        <code className="whole">{alert.fingerprint}</code>
      </Fact>
    </dl>
  )
}

function Evidence({ evidence }: { readonly evidence: NonNullable<AlertView['evidence']> }) {
  const { t } = useTranslation()
  return (
    <>
      <Fact name={t('alerts.evidence')}>
        {t('alerts.lines', { count: evidence.count })} · {t('alerts.kinds', { count: evidence.kinds })}
      </Fact>
      {evidence.samples.length > 0 && (
        <Fact name={t('alerts.samples')}>
          <ul className="samples">
            {evidence.samples.map((line) => (
              <li key={line}>
                <code>{line}</code>
              </li>
            ))}
          </ul>
        </Fact>
      )}
      {evidence.traceIds.length > 0 && (
        <Fact name={t('alerts.traces')}>
          <ul className="traces">
            {evidence.traceIds.map((id) => (
              <li key={id}>
                <TraceId id={id} address={evidence.traceUrls?.[id]} />
              </li>
            ))}
          </ul>
        </Fact>
      )}
    </>
  )
}

function TraceId({ id, address }: { readonly id: string; readonly address: string | undefined }) {
  return webAddress(address) === undefined ? (
    <code className="whole">{id}</code>
  ) : (
    <WebLink address={address} text={id} />
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
