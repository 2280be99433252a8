import { Trans, useTranslation } from 'react-i18next'
import { useLocalNow, useNow } from '../clock/clock.tsx'
import { Icon } from '../components/Icon.tsx'
import { useWords } from '../components/words.ts'
import type { Overview, RulesView } from '../data/contract.ts'

/** The page is not to be believed. `since` is the time of its data, by this computer's clock. */
export function SilentBanner({ since }: { readonly since: number | undefined }) {
  const { t } = useTranslation()
  const words = useWords()
  const now = useLocalNow()
  return (
    <aside className="banner banner-bad">
      <Icon name="warning" />
      <p>
        {/* Announced once: the part that counts the seconds is not in the live region. */}
        <b role="alert">
          {since === undefined ? t('banner.silentNever') : t('banner.silent', { time: words.time(since, now) })}
        </b>{' '}
        {since !== undefined && <span>{t('banner.silentAge', { duration: words.ticking(now - since) })} </span>}
        {t('banner.silentFix')}
      </p>
    </aside>
  )
}

/** As many as one mends in one go; the rest is told by their number. */
const problemsShown = 6

/** What people edit is not what is in force. The problems read as an editor or a terminal wants them: `file:line:column`. */
export function RulesBanner({ rules }: { readonly rules: RulesView | undefined }) {
  const { t } = useTranslation()
  const words = useWords()
  const now = useNow()
  if (rules?.state !== 'refused') return null
  const { since, problems } = rules
  const more = problems.length - problemsShown
  return (
    <aside className="banner banner-odd">
      <Icon name="warning" />
      <div className="banner-body">
        <p>
          {/* Announced once: the part that counts the seconds is not in the live region. */}
          <b role="alert">{t('banner.refused')}</b>{' '}
          {t('banner.refusedSince', { time: words.time(since, now), duration: words.ticking(now - since) })}
        </p>
        <ul className="problems">
          {problems.slice(0, problemsShown).map(({ file, line, column, path, message }) => {
            const place = `${file}:${line}:${column}`
            return (
              <li key={`${place} ${path} ${message}`}>
                <code className="problem-place">{place}:</code> {path !== '' && <code>{path}: </code>}
                {message}
              </li>
            )
          })}
          {more > 0 && <li>{t('banner.refusedMore', { count: more })}</li>}
        </ul>
        <p>
          <Trans t={t} i18nKey="banner.refusedFix" components={{ command: <Command /> }} />
        </p>
      </div>
    </aside>
  )
}

function Command() {
  return <code className="option">npm run check</code>
}

/** Messages arrive, but their links are of no use on a phone. */
export function LoopbackBanner({ externalUrl, grafanaUrl }: Pick<Overview, 'externalUrl' | 'grafanaUrl'>) {
  const { t } = useTranslation()
  const here = [
    { variable: 'TOCSIN_EXTERNAL_URL', flag: '--web.external-url', address: externalUrl },
    { variable: 'TOCSIN_GRAFANA_URL', flag: '--links.grafana', address: grafanaUrl },
  ].flatMap(({ address, ...setting }) => (address?.loopback === true ? [{ ...setting, url: address.url }] : []))
  if (here.length === 0) return null
  return (
    <aside className="banner banner-odd">
      <Icon name="warning" />
      <p>
        <b>{t('banner.loopback', { urls: here.map(({ url }) => url).join(', ') })}</b>{' '}
        <Trans
          t={t}
          i18nKey="banner.loopbackFix"
          count={here.length}
          components={{ options: <Settings settings={here} /> }}
        />
      </p>
    </aside>
  )
}

type Setting = { readonly variable: string; readonly flag: string }

/** The variable for who starts the stack, and in parentheses the flag for who starts the router alone. */
function Settings({ settings }: { readonly settings: readonly Setting[] }) {
  const { i18n } = useTranslation()
  const flags = new Map(settings.map(({ variable, flag }) => [variable, flag]))
  return new Intl.ListFormat(i18n.language).formatToParts(flags.keys()).map(({ type, value }) =>
    type === 'element' ? (
      <span key={value}>
        <code className="option">{value}</code> (<code className="option">{flags.get(value)}</code>)
      </span>
    ) : (
      // They are two at most, so this is the word for `and`: Chinese has no spaces around it, names of programs want them.
      ` ${value.trim()} `
    ),
  )
}
