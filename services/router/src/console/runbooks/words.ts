/** The words around a runbook, in its language. */
export const LANGUAGES = ['en', 'zh'] as const
export type Language = (typeof LANGUAGES)[number]

export interface Words {
  /** As the language calls itself. */
  readonly name: string
  /** For the attribute `lang`. */
  readonly tag: string
  readonly runbooks: string
  readonly console: string
  readonly all: string
  readonly source: string
  readonly intro: string
  readonly none: string
  readonly missing: (name: string) => string
  readonly missingHelp: string
  readonly onlyIn: string
  readonly language: string
}

export const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    name: 'English',
    tag: 'en',
    runbooks: 'Runbooks',
    console: 'Console',
    all: 'All runbooks',
    source: 'Source',
    intro: 'What to check and how to mend it, one page for each alert.',
    none: 'There are none: the folder runbooks beside router.yml is empty or missing.',
    missing: (name) => `There is no runbook “${name}”`,
    missingHelp: 'It may have been renamed with its alert, or it was never written. These are there:',
    onlyIn: 'This runbook is not written in English yet.',
    language: 'Language',
  },
  zh: {
    name: '中文',
    tag: 'zh-CN',
    runbooks: '处理手册',
    console: '控制台',
    all: '全部手册',
    source: '源文件',
    intro: '每个告警一页：先检查什么，如何处置。',
    none: '没有手册：router.yml 旁边的 runbooks 目录为空或不存在。',
    missing: (name) => `没有名为“${name}”的处理手册`,
    missingHelp: '它可能随告警一起改名了，或者还没有写。现有的手册：',
    onlyIn: '这份手册暂无中文版。',
    language: '语言',
  },
}
