import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Fault } from '../../components/Fault.tsx'
import type { DeliveryView } from '../../data/contract.ts'
import { overtakenBy, useReplay } from '../../data/deliveries.ts'

/** Why it did not arrive, who heard it instead, and a fresh chance for it. */
export function DeadLetter({ delivery }: { readonly delivery: DeliveryView }) {
  const { t } = useTranslation()
  const { end, standIns = [] } = delivery
  if (!end) return null
  const heardBy = [...new Set(standIns.filter(({ state }) => state === 'sent').map(({ receiver }) => receiver))]
  const waiting = standIns.some(({ state }) => ['waiting', 'sending', 'retrying'].includes(state))
  const heard =
    heardBy.length > 0
      ? t('deliveries.heardBy', { receivers: heardBy.join(', ') })
      : t(waiting ? 'deliveries.heardSoon' : 'deliveries.heardByNobody')
  return (
    <div className="why why-rejected">
      <p>
        {t(`deliveries.end.${end.how}`)}: {[end.code, end.reason].filter(Boolean).join(' · ')}
      </p>
      <p>
        {heard} <Replay id={delivery.id} />
      </p>
    </div>
  )
}

/** A second click where the receiver has newer news: what is old may confuse whoever reads it. */
function Replay({ id }: { readonly id: number }) {
  const { t } = useTranslation()
  const replay = useReplay()
  const [evenIfNewer, setEvenIfNewer] = useState(false)
  const ask = () => replay.mutate({ id, evenIfNewer }, { onError: (error) => setEvenIfNewer(overtakenBy(error)) })
  return (
    <>
      <button type="button" className={evenIfNewer ? 'danger' : 'quiet'} disabled={replay.isPending} onClick={ask}>
        {t(evenIfNewer ? 'deliveries.replayAnyway' : 'deliveries.replay')}
      </button>
      {replay.isError && <Fault error={replay.error} />}
    </>
  )
}
