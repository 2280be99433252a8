/** What a pressed button says. Short: WeCom shows some fifteen characters. */
import { phrasesOf } from '../../text/phrases.ts'
import { cutUnits, oneLine } from '../../text/text.ts'
import { clockTime } from '../../text/time.ts'
import type { WecomCallback } from '../config.ts'

export type Pressed =
  | { readonly kind: 'taken'; readonly by: string; readonly at: number }
  | { readonly kind: 'silenced'; readonly by: string; readonly until: number }
  /** What it was about has ended. */
  | { readonly kind: 'over' }
  /** The button is too old. */
  | { readonly kind: 'expired' }

const MAX_TEXT = 40

const WORDS = {
  zh: {
    silenced: (by: string, time: string) => `${by} 已静默至 ${time}`,
    over: '告警已结束',
    expired: '按钮已过期，请到控制台处理',
  },
  en: {
    silenced: (by: string, time: string) => `Silenced by ${by} until ${time}`,
    over: 'It is over',
    expired: 'Expired: use the console',
  },
} as const

export function buttonText(pressed: Pressed, options: Pick<WecomCallback, 'language' | 'timeZone'>): string {
  const { language, timeZone } = options
  const time = (at: number) => clockTime(at, timeZone, language)
  switch (pressed.kind) {
    case 'taken':
      return cutUnits(phrasesOf(language).acknowledgedBy(oneLine(pressed.by), time(pressed.at)), MAX_TEXT)
    case 'silenced':
      return cutUnits(WORDS[language].silenced(oneLine(pressed.by), time(pressed.until)), MAX_TEXT)
    case 'over':
    case 'expired':
      return WORDS[language][pressed.kind]
  }
}
