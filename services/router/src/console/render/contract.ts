/** `POST /api/tocsin/receivers/NAME/render`: what each channel of a receiver would send for example alerts. Nobody is told. */
export interface RenderAnswer {
  readonly receiver: string
  readonly integrations: readonly RenderedIntegration[]
}

interface RenderedIntegration {
  /** Its type: `wecom_robot`. */
  readonly channel: string
  /** Named without secrets. */
  readonly target: string
  /** One for each message on the wire. */
  readonly messages: readonly RenderedMessage[]
  /** Why there are none; empty where there are. */
  readonly problem: string
}

interface RenderedMessage {
  /** `card`: JSON of a card, as the provider takes it. */
  readonly format: 'text' | 'markdown' | 'html' | 'card' | 'json'
  /** What it has beside its text: `subject`, `title`, `to`. */
  readonly fields: Readonly<Record<string, string>>
  readonly content: string
}
