/** `delivery.fallback` between receivers, on the raw value: a chain that leads to nobody or round in a circle would tell nobody. */
import type { Problem, Source } from '@tocsin/kit'
import { isRecord, listOf } from '../raw.ts'

/** Receiver → whom it falls back to, as far as the file says so. */
export function fallbacksIn(file: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  return new Map(
    listOf(file['receivers']).flatMap((receiver) => {
      if (!isRecord(receiver) || typeof receiver['name'] !== 'string') return []
      const to = fallbackOf(receiver)
      return to === undefined ? [] : [[receiver['name'], to] as const]
    }),
  )
}

export function fallbackProblems(
  source: Source,
  file: Readonly<Record<string, unknown>>,
  receivers: readonly string[],
): Problem[] {
  const fallbacks = fallbacksIn(file)
  return listOf(file['receivers']).flatMap((receiver, index): Problem[] => {
    const to = isRecord(receiver) ? fallbackOf(receiver) : undefined
    if (!isRecord(receiver) || to === undefined) return []
    const message = problemOf(String(receiver['name']), to, receivers, fallbacks)
    return message === undefined
      ? []
      : [source.problemAt(['receivers', index, 'delivery', 'fallback', 'receiver'], message)]
  })
}

function problemOf(
  name: string,
  to: string,
  receivers: readonly string[],
  fallbacks: ReadonlyMap<string, string>,
): string | undefined {
  if (!receivers.includes(to)) {
    return `undefined receiver "${to}" used as fallback of "${name}"; defined: ${receivers.join(', ')}`
  }
  if (to === name) return `"${name}" falls back to itself; a fallback is another receiver`
  const chain = chainFrom(name, fallbacks)
  return chain.at(-1) === name && chain.length > 1
    ? `fallbacks go round in a circle: ${chain.join(' → ')}; one of them has to do without`
    : undefined
}

/** `name` and those after it, up to the end of the chain or the first that comes again. */
export function chainFrom(name: string, fallbacks: ReadonlyMap<string, string>): readonly string[] {
  const chain = [name]
  for (let to = fallbacks.get(name); to !== undefined; to = fallbacks.get(to)) {
    const again = chain.includes(to)
    chain.push(to)
    if (again) break
  }
  return chain
}

function fallbackOf(receiver: Readonly<Record<string, unknown>>): string | undefined {
  const delivery = isRecord(receiver['delivery']) ? receiver['delivery'] : {}
  const to = isRecord(delivery['fallback']) ? delivery['fallback']['receiver'] : undefined
  return typeof to === 'string' && to !== '' ? to : undefined
}
