/** `POST /api/tocsin/receivers/NAME/test`: sends a message, marked as a test, through each channel of a receiver. */
export interface SendTestAnswer {
  readonly receiver: string
  readonly results: readonly SendTestResult[]
  /** Addresses in the message that no other device can open. */
  readonly loopback: readonly string[]
}

export interface SendTestResult {
  readonly target: string
  readonly outcome: 'sent' | 'retry' | 'reject' | 'unknown'
  /** The provider's own code, or the HTTP status. */
  readonly code: string
  readonly reason: string
  readonly tookMs: number
  /** What a look at the target's settings found, where its channel has one; only what is not as it should be. */
  readonly findings?: readonly { readonly kind: 'doubt' | 'problem'; readonly subject: string; readonly text: string }[]
}
