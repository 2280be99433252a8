import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Loading } from '../../components/Loading.tsx'
import { useDeliveries } from '../../data/deliveries.ts'
import { DeliveryRow } from './DeliveryRow.tsx'
import { chooseDeliveries, type Filter, filters, readFilter } from './deliveries.ts'

/** Every message the router owed to somebody, and what became of it. */
export function DeliveriesPage() {
  const { t } = useTranslation()
  const [search, setSearch] = useSearchParams()
  const deliveries = useDeliveries().data
  const filter = readFilter(search.get('state'))
  const choose = (next: Filter) => void setSearch(next === 'all' ? {} : { state: next }, { replace: true })
  if (deliveries === undefined) return <Loading />
  if (deliveries.length === 0) {
    return (
      <>
        <h1 className="hidden-text">{t('deliveries.title')}</h1>
        <EmptyState
          icon="arrow"
          title={t('deliveries.empty')}
          text={t('deliveries.emptyText')}
          command={postTestAlert()}
        />
      </>
    )
  }
  const shown = chooseDeliveries(deliveries, filter)
  return (
    <section className="section" aria-labelledby="deliveries-title">
      <div className="section-head">
        <h1 className="section-title" id="deliveries-title">
          {t('deliveries.title')} <span className="count">{shown.length}</span>
        </h1>
        <fieldset className="filters">
          <legend className="hidden-text">{t('deliveries.filter')}</legend>
          {filters.map((one) => (
            <button key={one} type="button" aria-pressed={one === filter} onClick={() => choose(one)}>
              {one === 'all' || one === 'open' ? t(`deliveries.${one}`) : t(`state.${one}`)}
            </button>
          ))}
        </fieldset>
      </div>
      {shown.length === 0 ? (
        <EmptyState icon="check" title={t('deliveries.emptyFilter')} text={t('deliveries.emptyFilterText')} />
      ) : (
        <div className="card rows">
          <div className="row row-head" aria-hidden="true">
            <span>{t('deliveries.state')}</span>
            <span>{t('deliveries.about')}</span>
            <span>{t('deliveries.to')}</span>
            <span>{t('deliveries.why')}</span>
            <span>{t('deliveries.decided')}</span>
            <span>{t('deliveries.took')}</span>
          </div>
          <ul>
            {shown.map((delivery) => (
              <DeliveryRow key={delivery.id} delivery={delivery} />
            ))}
          </ul>
        </div>
      )}
    </section>
  )
}

/** To the router that served this page, under whatever prefix. */
const postTestAlert = (): string => `curl -X POST ${new URL('api/v2/alerts', document.baseURI).href} \\
  -H 'content-type: application/json' \\
  -d '[{"labels":{"alertname":"Test","service":"shop","severity":"warning"}}]'`
