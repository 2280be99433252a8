import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Fault } from '../../components/Fault.tsx'
import { Loading } from '../../components/Loading.tsx'
import { useOnCall } from '../../data/on-call.ts'
import { ScheduleCard } from './ScheduleCard.tsx'

/** Who is on call by each schedule of people.yml, now and in the next two weeks. */
export function OnCallPage() {
  const { t } = useTranslation()
  const { data, error } = useOnCall()
  if (data === undefined) return error === null ? <Loading /> : <Fault error={error} />
  if (data.schedules.length === 0) {
    return (
      <>
        <h1 className="hidden-text">{t('onCall.title')}</h1>
        <EmptyState icon="bell" title={t('onCall.empty')} text={t('onCall.emptyText')} />
      </>
    )
  }
  return (
    <section className="section" aria-labelledby="on-call-title">
      <h1 className="section-title" id="on-call-title">
        {t('onCall.title')} <span className="count">{data.schedules.length}</span>
      </h1>
      <p className="muted page-intro">{t('onCall.intro')}</p>
      {error !== null && <Fault error={error} />}
      {data.schedules.map((schedule) => (
        <ScheduleCard key={schedule.schedule} schedule={schedule} at={data.at} people={data.people} />
      ))}
    </section>
  )
}
