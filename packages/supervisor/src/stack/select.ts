/** Which services a start is about, by `--only` and the user's variables. Pure. */

import { OperatorError } from '@tocsin/kit'
import type { Env, Profile } from './channels.ts'
import { SERVICES, type ServiceName } from './ports.ts'

/** The shop uses Valkey where it runs, and does not need it. */
const NEEDS: Partial<Record<ServiceName, readonly ServiceName[]>> = { shop: ['postgres'], load: ['shop', 'postgres'] }

export interface Selection {
  readonly only?: readonly string[] | undefined
  readonly without?: readonly string[] | undefined
  readonly profile: Profile
  readonly env: Env
}

/** `only` brings what the named ones need. Throws OperatorError for unknown names. */
export function selectServices({ only, without = [], profile, env }: Selection): ServiceName[] {
  const chosen = only ? withNeeds(only.map(serviceOf)) : [...SERVICES]
  const unwanted = without.map(serviceOf)
  return SERVICES.filter((name) => {
    if (!chosen.includes(name) || unwanted.includes(name)) return false
    // The sandbox is never part of production; and a database or cache of the user's own replaces ours.
    if (name === 'sandbox') return profile === 'demo'
    if (name === 'valkey') return !env['TOCSIN_SHOP_CACHE_URL']
    return name !== 'postgres' || !env['TOCSIN_SHOP_DATABASE_URL']
  })
}

export interface LeftOut {
  readonly name: ServiceName
  /** Why, and what to do. */
  readonly reason: string
}

/** Takes out what cannot be had, and with it what cannot run without that. */
export function dropMissing(
  services: readonly ServiceName[],
  missing: readonly LeftOut[],
): { readonly services: readonly ServiceName[]; readonly leftOut: readonly LeftOut[] } {
  const leftOut = [...missing]
  for (const name of services) {
    const need = NEEDS[name]?.find((other) => missing.some((entry) => entry.name === other))
    if (need) leftOut.push({ name, reason: `needs ${need}, which is left out` })
  }
  return { services: services.filter((name) => !leftOut.some((entry) => entry.name === name)), leftOut }
}

function withNeeds(names: readonly ServiceName[]): ServiceName[] {
  return names.flatMap((name) => [name, ...(NEEDS[name] ?? [])])
}

function serviceOf(name: string): ServiceName {
  const service = SERVICES.find((other) => other === name)
  if (!service) throw new OperatorError(`there is no service "${name}"; there are: ${SERVICES.join(', ')}`)
  return service
}
