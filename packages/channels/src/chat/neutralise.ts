/** Values of labels and annotations in the markdown of chats: shown as they are, and nothing but shown. */
import { forWecom } from '../text/neutralise.ts'

/** One line: no tag, no link, no picture, no code, no emphasis. */
export function forChat(value: string): string {
  return forWecom(value).replaceAll('*', '＊').replaceAll('~~', '～～')
}
