/** Figures, and a table of them that can be put into a page of docs/ as it is. */

export interface Size {
  /** So small that it shows only that the bench works. */
  readonly quick: boolean
}

/** `ratio` is ours to theirs. */
export type Target =
  | { readonly kind: 'at most' | 'at least'; readonly value: number }
  | { readonly kind: 'ratio at least' | 'ratio at most'; readonly value: number }
  | { readonly kind: 'none' }

export interface Figure {
  readonly what: string
  readonly unit: string
  readonly ours: number
  /** Undefined where there is no peer, or where it has nothing like it. */
  readonly theirs: number | undefined
  readonly target: Target
}

export function printTable(figures: readonly Figure[]): string {
  const rows = [
    ['what', 'ours', 'theirs', 'ratio', 'target', 'met'],
    ...figures.map(({ what, unit, ours, theirs, target }) => [
      what,
      `${show(ours)} ${unit}`,
      theirs === undefined ? '–' : `${show(theirs)} ${unit}`,
      theirs === undefined || theirs === 0 ? '–' : (ours / theirs).toFixed(2),
      target.kind === 'none'
        ? '–'
        : `${target.kind} ${target.value}${target.kind.startsWith('ratio') ? '' : ` ${unit}`}`,
      metOf(ours, theirs, target),
    ]),
  ]
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  const [head = [], ...body] = rows
  return [line(head), rule, ...body.map(line)].join('\n')
}

function metOf(ours: number, theirs: number | undefined, target: Target): string {
  const verdict = (met: boolean): string => (met ? 'yes' : 'NO')
  switch (target.kind) {
    case 'none':
      return '–'
    case 'at most':
      return verdict(ours <= target.value)
    case 'at least':
      return verdict(ours >= target.value)
    case 'ratio at least':
      return theirs === undefined ? '?' : verdict(ours / theirs >= target.value)
    case 'ratio at most':
      return theirs === undefined ? '?' : verdict(ours / theirs <= target.value)
  }
}

function show(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3)
}
