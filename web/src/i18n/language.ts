/** Which language to speak. Pure, so that the choice can be tested. */
export type Language = 'en' | 'zh'

/** A remembered choice wins; else the first of the browser's languages that the console speaks; else English. */
export function chooseLanguage(remembered: string | null, browser: readonly string[]): Language {
  if (remembered === 'en' || remembered === 'zh') return remembered
  for (const tag of browser) {
    if (/^zh\b/i.test(tag)) return 'zh'
    if (/^en\b/i.test(tag)) return 'en'
  }
  return 'en'
}

/** For `lang` attributes and number and date formats. */
export const languageTag = (language: string): string => (language === 'zh' ? 'zh-CN' : 'en')
