/** What a conversion to our channels is given, and what it gives. */
import type { Wanted } from './address.ts'
import type { Conf } from './conf.ts'
import type { Secrets } from './secrets.ts'

export interface Entry {
  /** `wecom_robot_configs` */
  readonly key: string
  readonly fields: Readonly<Record<string, unknown>>
}

export interface Natives {
  readonly entries: readonly Entry[]
  readonly notes: readonly string[]
}

export interface NativeContext {
  readonly conf: Conf
  readonly secrets: Secrets
  /** FILE:LINE of the address. */
  readonly place: string
  /** Whether this template is among those that were converted. */
  readonly hasTemplate: (name: string) => boolean
}

export type Make = (wanted: Wanted, context: NativeContext, text: string | undefined) => Natives

export function content(text: string | undefined): Entry['fields'] {
  return text === undefined ? {} : { content: text }
}

export function nonEmpty(fields: Readonly<Record<string, string | readonly string[]>>): Entry['fields'] {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value.length > 0))
}
