/** What one webhook asks PrometheusAlert for, by the query of its address. Source: PrometheusAlert `controllers/prometheusalert.go`. Pure. */

export interface Wanted {
  /** `wx`, `dd`, `fs`, `alydx`, … */
  readonly type: string
  /** Name of a template. */
  readonly tpl: string
  /** The first value of a parameter, empty without one. */
  readonly one: (name: string) => string
  /** A parameter's values, commas between them. */
  readonly all: (name: string) => readonly string[]
}

/** Undefined for an address that is none of PrometheusAlert's. */
export function wantedBy(address: string): Wanted | undefined {
  const url = URL.parse(address)
  if (!url || !/\/prometheusalert\/?$/.test(url.pathname)) return undefined
  const one = (name: string) => (url.searchParams.get(name) ?? '').trim()
  const all = (name: string) =>
    one(name)
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
  return { type: one('type'), tpl: one('tpl'), one, all }
}
