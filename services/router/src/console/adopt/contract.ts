/** `POST /api/tocsin/adopt`: takes over what another Alertmanager knows. */
export interface AdoptRequest {
  /** As its `GET /api/v2/alerts` gives them. */
  readonly alerts: readonly unknown[]
  /** As its `GET /api/v2/silences` gives them. */
  readonly silences: readonly unknown[]
}

export interface AdoptAnswer {
  readonly alerts: {
    /** On record as told. */
    readonly told: number
    /** Taken, and told here as usual: there they were muted, or younger than the wait of their group. */
    readonly untold: number
    /** Known here already, and left as they are. */
    readonly known: number
  }
  readonly silences: { readonly taken: number; readonly known: number; readonly over: number }
  /** What could not be read, and why. */
  readonly refused: readonly string[]
}
