import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Loading } from '../../components/Loading.tsx'
import type { DeliveryView, GroupView } from '../../data/contract.ts'
import { useDeliveries } from '../../data/deliveries.ts'
import { useGroups } from '../../data/groups.ts'
import { GroupCard } from './GroupCard.tsx'
import { arrangeGroups } from './groups.ts'

const slowShop = `curl -X PUT http://127.0.0.1:8082/faults/latency \\
  -H 'content-type: application/json' -d '{"ms":900,"share":0.05}'`

/** What is wrong, who was told, did it arrive. */
export function AlertsPage() {
  const { t } = useTranslation()
  const groups = useGroups().data
  const deliveries = useDeliveries().data ?? []
  if (groups === undefined) return <Loading />
  const { firing, resolved } = arrangeGroups(groups)
  return (
    <>
      <h1 className="hidden-text">{t('alerts.title')}</h1>
      {groups.length === 0 ? (
        <EmptyState
          icon="check"
          title={t('alerts.empty')}
          text={t('alerts.emptyText')}
          command={slowShop}
          after={t('alerts.emptyText2')}
        />
      ) : (
        <>
          <GroupSection title={t('alerts.firing')} groups={firing} deliveries={deliveries} />
          <GroupSection title={t('alerts.resolved')} groups={resolved} deliveries={deliveries} />
        </>
      )}
    </>
  )
}

function GroupSection(props: {
  readonly title: string
  readonly groups: readonly GroupView[]
  readonly deliveries: readonly DeliveryView[]
}) {
  const { t } = useTranslation()
  if (props.groups.length === 0) return null
  return (
    <section className="section" aria-label={props.title}>
      <h2 className="section-title">
        {props.title} <span className="count">{t('alerts.groups', { count: props.groups.length })}</span>
      </h2>
      {props.groups.map((group) => (
        <GroupCard key={group.id} group={group} deliveries={props.deliveries} />
      ))}
    </section>
  )
}
