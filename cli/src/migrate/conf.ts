/** PrometheusAlert's app.conf: `KEY=VALUE` lines. Source: PrometheusAlert `conf/app-example.conf`. Pure. */

export type Conf = (key: string) => string

/** Empty for what is not there, and for the `xxxxx` that the example holds in the place of values. */
export function readConf(text: string): Conf {
  const values = new Map(
    text.split(/\r?\n/).flatMap((line) => {
      const match = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(line)
      const value = (match?.[2] ?? '').replace(/^"(.*)"$/, '$1')
      return match?.[1] === undefined || /^x{3,}$/.test(value) ? [] : [[match[1].toLowerCase(), value] as const]
    }),
  )
  return (key) => values.get(key.toLowerCase()) ?? ''
}
