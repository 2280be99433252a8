/** Episodes of groups, and who has them. Times are milliseconds since the epoch. */

/** From the first message that a group fires to the end of what was told. */
export interface EpisodeView {
  readonly startedAt: number
  /** Who has it; absent while nobody does. */
  readonly acknowledgement?: AcknowledgementView
}

export interface AcknowledgementView {
  readonly by: string
  /** The way it came: `link`, `wecom`, `console`, `cli`. */
  readonly via: string
  readonly at: number
}

/** One word on who has an episode; the last one counts. `lapsed`: nobody ended it in time. */
export interface WordView extends AcknowledgementView {
  readonly kind: 'acknowledged' | 'taken back' | 'lapsed'
}

/** `POST /api/tocsin/groups/ID/acknowledge`, with `{"by": NAME, "via": "console" | "cli"}`; `DELETE` takes it back. */
export interface AcknowledgeAnswer {
  /** `already`: `by` had it before. */
  readonly kind: 'acknowledged' | 'already'
  readonly by: string
  readonly at: number
}
