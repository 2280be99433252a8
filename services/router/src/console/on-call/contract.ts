/** `GET /api/tocsin/oncall?at=`: who is on call. Times are milliseconds since the epoch; no address of anybody is in it. */
export interface OnCallAnswer {
  readonly at: number
  readonly schedules: readonly OnCallView[]
  /** Name → as others know them. */
  readonly people: Readonly<Record<string, string>>
}

export interface OnCallView {
  readonly schedule: string
  readonly timeZone: string
  /** `to` is absent where it goes on for more than a year. */
  readonly now: { readonly people: readonly string[]; readonly by: OnCallBy; readonly to?: number }
  readonly next?: OnCallShift
  /** Of the two weeks from `at` on, without gaps. */
  readonly shifts: readonly OnCallShift[]
  /** Those that are not over. */
  readonly overrides: readonly { readonly person: string; readonly from: number; readonly to: number }[]
  readonly calendar?: {
    /** When it was last read; absent where it never was. */
    readonly readAt?: number
    /** Why it was not read the last time. */
    readonly problem?: string
    /** Not read for long; what it said last still counts. */
    readonly stale: boolean
    /** What of it could not be taken. */
    readonly notes: readonly string[]
  }
}

type OnCallBy = 'override' | 'calendar' | 'rotation' | 'nobody'

export interface OnCallShift {
  /** Empty where nobody is. */
  readonly people: readonly string[]
  readonly by: OnCallBy
  readonly from: number
  readonly to: number
}
