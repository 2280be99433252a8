/** Go's layouts: how the reference time, Mon Jan 2 15:04:05 MST 2006, would be written. Source: Go `time/format.go`. */

/** Longest first where one begins another. */
const CHUNKS = [
  'January',
  'Jan',
  'Monday',
  'Mon',
  'MST',
  '2006',
  '002',
  '01',
  '02',
  '03',
  '04',
  '05',
  '06',
  '__2',
  '_2006',
  '_2',
  '15',
  'PM',
  'pm',
  '-07:00:00',
  '-070000',
  '-07:00',
  '-0700',
  '-07',
  'Z07:00:00',
  'Z070000',
  'Z07:00',
  'Z0700',
  'Z07',
  '1',
  '2',
  '3',
  '4',
  '5',
] as const

export type Chunk =
  | { readonly literal: string }
  | { readonly verb: (typeof CHUNKS)[number] }
  /** Digits of a second behind a point or comma; `trims` leaves out zeros at the end. */
  | { readonly fraction: number; readonly separator: string; readonly trims: boolean }

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** Predefined layouts by value are plain texts; templates have no names for them. */
export function chunks(layout: string): Chunk[] {
  const found: Chunk[] = []
  let literal = ''
  let at = 0
  const put = (chunk: Chunk, length: number): void => {
    if (literal) found.push({ literal })
    literal = ''
    found.push(chunk)
    at += length
  }
  while (at < layout.length) {
    const fraction = /^([.,])(0+|9+)(?![0-9])/.exec(layout.slice(at, at + 12))
    if (fraction) {
      const [whole, separator = '.', digits = ''] = fraction
      put({ fraction: digits.length, separator, trims: digits.startsWith('9') }, whole.length)
      continue
    }
    const verb = CHUNKS.find((candidate) => layout.startsWith(candidate, at) && applies(candidate, layout, at))
    if (verb === '_2006') {
      literal += '_'
      at++
    } else if (verb) put({ verb }, verb.length)
    else literal += layout[at++]
  }
  if (literal) found.push({ literal })
  return found
}

function applies(verb: string, layout: string, at: number): boolean {
  // "Janet" and "Month" are words.
  if (verb === 'Jan' || verb === 'Mon') return !/[a-z]/.test(layout[at + 3] ?? '')
  return true
}
