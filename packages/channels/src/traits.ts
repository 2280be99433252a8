import type { ChannelTraits } from './contract.ts'

/** Of a channel that says what happened and leaves nothing behind to be kept up: chat, SMS, mail. */
export function messageTraits({ sendResolved }: { readonly sendResolved: boolean }): ChannelTraits {
  return { updateOnChange: false, updateIntervalMs: 0, repeats: true, sendResolved, keepsOpening: false }
}
