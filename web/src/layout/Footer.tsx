import { useTranslation } from 'react-i18next'
import { useNow } from '../clock/clock.tsx'
import { useWords } from '../components/words.ts'
import type { Overview } from '../data/contract.ts'

export function Footer({ overview }: { readonly overview: Overview | undefined }) {
  const { t } = useTranslation()
  const words = useWords()
  const now = useNow()
  return (
    <footer className="bottom">
      {overview !== undefined && (
        <>
          <span>{t('footer.version', { version: overview.version })}</span>
          <span>{t('footer.up', { duration: words.ticking(now - overview.startedAt) })}</span>
        </>
      )}
      <span>{t('footer.zone', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}</span>
    </footer>
  )
}
