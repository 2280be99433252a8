/** What the router knows of one calendar. Its address is in none of it. */
export interface CalendarState {
  readonly schedule: string
  /** When it was last read; undefined: never. */
  readonly readAt: number | undefined
  /** Why it was not read the last time; undefined where it was. */
  readonly problem: string | undefined
  /** It was not read for three times its `refresh`: what it said last still counts. */
  readonly stale: boolean
  readonly notes: readonly string[]
}
