import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Outlet } from 'react-router'
import { useApiFault } from '../data/fault.ts'
import { useOverview } from '../data/overview.ts'
import { LoopbackBanner, RulesBanner, SilentBanner } from './Banners.tsx'
import { Footer } from './Footer.tsx'
import { Header } from './Header.tsx'
import { OverviewStrip } from './OverviewStrip.tsx'

/** What every page stands in: who we are, how bad it is, and whether to believe it. */
export function Shell() {
  const { t } = useTranslation()
  const overview = useOverview().data
  const fault = useApiFault()
  const title = pageTitle(overview?.alerts.firing ?? 0)
  useEffect(() => {
    document.title = title
  }, [title])
  return (
    <>
      {/* A button, because the address after # belongs to the router of this page. */}
      <button type="button" className="skip" onClick={() => document.getElementById('main')?.focus()}>
        {t('skip')}
      </button>
      <Header />
      {fault.kind === 'silent' && <SilentBanner since={fault.since} />}
      <RulesBanner rules={overview?.rules} />
      <OverviewStrip overview={overview} />
      {overview !== undefined && <LoopbackBanner {...overview} />}
      <main id="main" tabIndex={-1} className={fault.kind === 'silent' ? 'page is-stale' : 'page'}>
        <Outlet />
      </main>
      <Footer overview={overview} />
    </>
  )
}

const pageTitle = (firing: number): string => (firing > 0 ? `(${firing}) Tocsin` : 'Tocsin')
