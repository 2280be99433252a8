import { createInstance, type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './en.ts'
import { chooseLanguage, type Language, languageTag } from './language.ts'
import { zh } from './zh.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof en }
  }
}

const storageKey = 'tocsin.language'

/** The console's texts in the given language. All texts are bundled, so nothing is awaited. */
export function createI18n(language: Language): i18n {
  const instance = createInstance()
  void instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en }, zh: { translation: zh } },
    // React escapes.
    interpolation: { escapeValue: false },
    initAsync: false,
  })
  return instance
}

/** In the remembered or the browser's language; remembers a switch and keeps `<html lang>` true. */
export function createBrowserI18n(): i18n {
  const instance = createI18n(chooseLanguage(readRemembered(), navigator.languages))
  const apply = (language: string) => {
    document.documentElement.lang = languageTag(language)
  }
  apply(instance.language)
  instance.on('languageChanged', (language) => {
    apply(language)
    remember(language)
  })
  return instance
}

// Storage throws where the browser forbids it; the console then forgets the choice, no more.
function readRemembered(): string | null {
  try {
    return localStorage.getItem(storageKey)
  } catch {
    return null
  }
}

function remember(language: string): void {
  try {
    localStorage.setItem(storageKey, language)
  } catch {
    return
  }
}
