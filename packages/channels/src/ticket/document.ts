/**
 * What a ticket says, before any system's markup: the same blocks become Markdown, ADF, wiki text or HTML. `words` are our
 * own; everything else comes from outside and is made harmless by the writer.
 */

export type Inline =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'strong'; readonly text: string }
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  /** `url` has passed `linkTarget`; `code`: the name is a value, shown as it is. */
  | { readonly kind: 'link'; readonly text: string; readonly url: string; readonly code?: true }

export type Line = readonly Inline[]

export type Block =
  | { readonly kind: 'paragraph'; readonly lines: readonly Line[] }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'quote'; readonly lines: readonly string[] }
  | {
      readonly kind: 'table'
      readonly head: readonly [string, string]
      readonly rows: readonly (readonly [string, string])[]
    }
  | { readonly kind: 'list'; readonly items: readonly Line[] }
  /** Shown as it is, with its line breaks. */
  | { readonly kind: 'code'; readonly lines: readonly string[] }
  /** Below a rule, at the end: must survive every cut. */
  | { readonly kind: 'footer'; readonly line: Line }
  /** The operator's own words, from a template: theirs to make harmless. */
  | { readonly kind: 'raw'; readonly text: string }

export type Document = readonly Block[]

export const words = (text: string): Inline => ({ kind: 'words', text })
export const strong = (text: string): Inline => ({ kind: 'strong', text })
export const value = (text: string): Inline => ({ kind: 'value', text })
export const code = (text: string): Inline => ({ kind: 'code', text })

export function paragraph(...lines: readonly Line[]): Block[] {
  const filled = lines.filter((line) => line.length > 0)
  return filled.length > 0 ? [{ kind: 'paragraph', lines: filled }] : []
}

/** How much of each long block stays, from all to next to nothing. */
const SHARES = [1, 0.7, 0.45, 0.25, 0.1, 0.03]

/**
 * The document as `write` gives it, with at most `max` of `sizeOf`: long lists, tables and samples lose their ends first, all
 * by the same share. The footer stays whole.
 */
export function fitted<T>(
  document: Document,
  write: (document: Document) => T,
  max: number,
  sizeOf: (text: T) => number,
): T {
  for (const share of SHARES) {
    const text = write(share === 1 ? document : document.map((block) => shortened(block, share)))
    if (sizeOf(text) <= max) return text
  }
  return write(document.filter(({ kind }) => kind === 'footer'))
}

function shortened(block: Block, share: number): Block {
  switch (block.kind) {
    case 'quote':
    case 'code':
      return { ...block, lines: [...part(block.lines, share).map((line) => cutTo(line, share)), '…'] }
    case 'list':
      return { ...block, items: [...part(block.items, share), [words('…')]] }
    case 'table':
      return { ...block, rows: [...part(block.rows, share), ['…', '…']] }
    case 'raw':
      return { ...block, text: `${cutTo(block.text, share)}…` }
    default:
      return block
  }
}

function part<T>(items: readonly T[], share: number): readonly T[] {
  return items.slice(0, Math.ceil(items.length * share))
}

function cutTo(text: string, share: number): string {
  const max = Math.ceil(30_000 * share * share)
  return text.length <= max
    ? text
    : text
        .slice(0, max)
        .toWellFormed()
        .replace(/\uFFFD$/, '')
}
