import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { Icon } from '../components/Icon.tsx'
import { LanguageSwitch } from './LanguageSwitch.tsx'

export function Header() {
  const { t } = useTranslation()
  return (
    <header className="top">
      <div className="top-inner">
        <p className="brand">
          <span className="brand-sign">
            <Icon name="bell" />
          </span>
          Tocsin
        </p>
        <nav aria-label={t('nav.label')}>
          <NavLink to="/" end>
            {t('nav.alerts')}
          </NavLink>
          <NavLink to="/deliveries">{t('nav.deliveries')}</NavLink>
          <NavLink to="/tickets">{t('nav.tickets')}</NavLink>
          <NavLink to="/silences">{t('nav.silences')}</NavLink>
          <NavLink to="/history">{t('nav.history')}</NavLink>
          <NavLink to="/receivers">{t('nav.receivers')}</NavLink>
          <NavLink to="/on-call">{t('nav.onCall')}</NavLink>
        </nav>
        <LanguageSwitch />
      </div>
    </header>
  )
}
