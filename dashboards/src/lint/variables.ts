/** Grafana's variables in expressions: `$name`, `${name}`, `${name:format}`. What is not known stays, as in Grafana. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { variablesOf } from './model.ts'

const VARIABLE = /\$(\w+)|\$\{(\w+)(?::\w+)?\}/g

/** What Grafana sets itself. */
const GLOBAL: Readonly<Record<string, string>> = {
  __rate_interval: '1m',
  __interval: '15s',
  __interval_ms: '15000',
  __range: '30m',
  __range_s: '1800',
  __auto: '1m',
}

export function expand(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(VARIABLE, (match, bare?: string, braced?: string) => {
    const name = bare ?? braced ?? ''
    return values[name] ?? GLOBAL[name] ?? match
  })
}

/** Each variable as the dashboard opens: All is what it stands for. */
export function valuesOf(dashboard: Dashboard): Record<string, string> {
  return Object.fromEntries(
    variablesOf(dashboard).map(({ name, current, allValue = '.*' }) => {
      const value = current?.value
      const first = Array.isArray(value) ? value[0] : value
      return [name, first === '$__all' ? allValue : (first ?? name)]
    }),
  )
}
