import { useTranslation } from 'react-i18next'
import { languageTag } from '../i18n/language.ts'

/** Each language is named in itself, so that it is found by those who need it. */
const languages = [
  ['zh', '中文'],
  ['en', 'English'],
] as const

export function LanguageSwitch() {
  const { t, i18n } = useTranslation()
  return (
    <fieldset className="languages">
      <legend className="hidden-text">{t('language')}</legend>
      {languages.map(([language, name]) => (
        <button
          key={language}
          type="button"
          lang={languageTag(language)}
          aria-pressed={i18n.language === language}
          onClick={() => void i18n.changeLanguage(language)}
        >
          {name}
        </button>
      ))}
    </fieldset>
  )
}
