/** Types of the browser's `markdown.js`, for its test. */
export type Inline =
  | { kind: 'text' | 'code' | 'mention'; text: string }
  | { kind: 'bold'; inside: Inline[] }
  | { kind: 'link'; href: string; inside: Inline[] }
  | { kind: 'font'; color: string; inside: Inline[] }

export type Block =
  | { kind: 'heading'; level: number; inside: Inline[] }
  | { kind: 'quote' | 'line'; inside: Inline[] }
  | { kind: 'item'; mark: string; inside: Inline[] }
  | { kind: 'fence'; text: string }
  | { kind: 'table'; rows: Inline[][][] }
  | { kind: 'rule' | 'gap' }

export function parseInline(text: string): Inline[]
export function parseMarkdown(content: string, v2?: boolean): Block[]
export function parseTicketText(content: string): Block[]
