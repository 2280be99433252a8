import { useTranslation } from 'react-i18next'
import { useWords } from '../../components/words.ts'
import type { RouteWhy } from '../../data/contract.ts'
import { MutedBy } from './MutedBy.tsx'

/** Where labels would go that were never seen. */
export function RouteAnswer(props: { readonly asked: string; readonly routes: readonly RouteWhy[] }) {
  const { asked, routes } = props
  const { t } = useTranslation()
  const words = useWords()
  return (
    <article className="card answer">
      <h2>{t('why.unseen')}</h2>
      <p>
        <code>{asked}</code> {t('why.wouldGo')}
      </p>
      {routes.map((route) => (
        <dl key={route.groupKey} className="facts">
          <Fact name={t('why.receiver')} text={<b>{route.receiver}</b>} />
          <Fact name={t('why.route')} text={<code>{route.routeKey}</code>} />
          <Fact name={t('why.group')} text={<code>{route.groupKey}</code>} />
          <Fact
            name={t('why.timing')}
            text={t('why.timingText', {
              wait: words.ticking(route.groupWaitMs),
              interval: words.ticking(route.groupIntervalMs),
              repeat: words.ticking(route.repeatIntervalMs),
            })}
          />
          <MutedBy silencedBy={[]} inhibitedBy={[]} mutedBy={route.mutedBy} />
        </dl>
      ))}
    </article>
  )
}

function Fact({ name, text }: { readonly name: string; readonly text: React.ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{text}</dd>
    </div>
  )
}
