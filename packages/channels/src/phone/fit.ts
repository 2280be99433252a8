/**
 * Values for the variables of a template that a vendor has approved: what alerts say, made into what vendors take. Addresses are
 * refused there ("域名和ip请固化到模板申请中"), and alerts are full of them: they stay readable, but are none any more. Pure.
 * Sources: facts of Aliyun's and Tencent's error tables; help.aliyun.com 414170 (voice: none of `# / : - % [ ]`).
 */
import { cutPoints, oneLine } from '../text/text.ts'
import type { Language } from '../text/time.ts'

export interface FitOptions {
  /** Code points. */
  readonly max: number
  readonly language: Language
  /** Read aloud: no marks that a voice stumbles over. */
  readonly spoken?: boolean
  /** Where nothing is left. */
  readonly otherwise: string
}

export function fitValue(value: string, options: FitOptions): string {
  const written = clean(value)
  const text = options.spoken ? speakable(written, options.language) : written
  const cut = cutPoints(text, options.max, options.spoken ? '' : '…')
  return cut === '' ? cutPoints(options.otherwise, options.max, '') : cut
}

/** Pictures, and what joins and colours them. */
const PICTURES = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u200d|\ufe0f|\u20e3|[\u{1f3fb}-\u{1f3ff}]|\ufffd/gu

function clean(value: string): string {
  // Long values cost time, and nothing behind this can be in the result.
  const text = oneLine(value.slice(0, 2_000))
    .replace(PICTURES, '')
    .replace(/[a-z][a-z0-9+.-]*:\/\/(?:[^\s/@]*@)?/gi, '')
    .replaceAll('://', ' ')
    .replace(/【/g, '（')
    .replace(/】/g, '）')
    .replace(/[{}$\\^`|~]/g, ' ')
    .replace(/[^\s,;()（），；、。]+/gu, withoutAddress)
  return text.replace(/\s+/g, ' ').trim()
}

/** Of one word: `10.0.0.1:9100` → `10-0-0-1 9100`, `db-1.example.com` → `db-1-example-com`; `97.5`, `14:02:10` stay. */
function withoutAddress(word: string): string {
  const withoutIpv6 = word.replace(/\[?([0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})(?:\]:?)?/gi, (match, address: string) =>
    /^\d{1,2}(?::\d{2}){2}$/.test(address) ? match : `${address.replace(/:+/g, '-')} `,
  )
  const dotted = withoutIpv6.replace(/[\p{L}\p{N}_-]+(?:[.．｡][\p{L}\p{N}_-]+)+(?::(?=\d))?/gu, (match) => {
    const plain = /^-?\d+\.\d+(?:%|[a-zA-Zµ]{1,2})?$/.test(match)
    return plain ? match : match.replace(/[.．｡]/g, '-').replace(/:$/, ' ')
  })
  // Left of an address that began or ended with a dot, and of mail.
  return dotted.replace(/@(?=[\p{L}\p{N}])/gu, ' at ').replace(/(?<=[\p{L}])[.．｡](?=\p{L})/gu, '-')
}

function speakable(text: string, language: Language): string {
  const zh = language === 'zh'
  return (
    text
      .replace(/(\d+(?:\.\d+)?)\s*[%％]/g, zh ? '百分之$1' : '$1 percent')
      .replace(/\b([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?\b/g, zh ? '$1点$2分' : '$1 $2')
      .replace(/(\d)\s*ms\b/g, zh ? '$1毫秒' : '$1 milliseconds')
      .replace(/(?<=\d)-(?=\d)/g, zh ? '点' : ' dot ')
      .replace(/https?/gi, 'H T T P')
      .replace(/…/g, '')
      .replace(/：/g, '，')
      .replace(/[#/:\-%％¥[\]［］_=<>"'&*+@!?]/g, ' ')
      .replace(/\s+/g, ' ')
      .replace(/\s*([，。、；,.;])\s*(?=[，。、；,.;])/g, '')
      .replace(/\s*([，。、；（）])\s*/g, '$1')
      .replace(/\s+(?=[,;])/g, '')
      // What stood between them is gone: two words, not a name with a dot.
      .replace(/(?<=\p{L})[.．｡](?=\p{L})/gu, ' ')
      .trim()
  )
}
