/** The words of mails, beside those of `text/phrases.ts`. */
import type { Language } from '../text/time.ts'

export interface MailPhrases {
  readonly labels: string
  readonly links: string
  readonly footer: (receiver: string) => string
}

const phrases: Readonly<Record<Language, MailPhrases>> = {
  zh: {
    labels: '标签',
    links: '相关链接',
    footer: (receiver) => `由 Tocsin 自动发送，接收方：${receiver}。请勿直接回复。`,
  },
  en: {
    labels: 'Labels',
    links: 'Links',
    footer: (receiver) => `Sent by Tocsin to receiver ${receiver}. Nobody reads replies.`,
  },
}

export function mailPhrasesOf(language: Language): MailPhrases {
  return phrases[language]
}
