/**
 * What comes of a callback, as it is counted. `verified`: WeCom tried the address. `acknowledged` to `expired`: a button was pressed;
 * `repeated`: WeCom told of it again. `late`: it was still being done when the answer could not wait longer. `failed`: it could not
 * be done. `ignored`: nothing for us. `signature` to `unreadable`: refused.
 */
export const CALLBACK_RESULTS = [
  'verified',
  'acknowledged',
  'already',
  'silenced',
  'over',
  'expired',
  'repeated',
  'late',
  'failed',
  'ignored',
  'signature',
  'stale',
  'content',
  'unreadable',
] as const
export type CallbackResult = (typeof CALLBACK_RESULTS)[number]
