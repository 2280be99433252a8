import type { TemplateSet } from '@tocsin/template'
import { z } from 'zod'
import { type TlsConfig, tlsConfig } from '../../tls.ts'
import { baseUrl, bySeverity, type FieldValue, fieldValues, filledText } from '../fields.ts'

export interface ZentaoConfig {
  readonly kind: 'zentao'
  /** Without a trailing slash and without `/api.php`. */
  readonly url: string
  readonly api: 'v1' | 'v2'
  readonly username: string
  readonly password: string
  readonly tls: TlsConfig
  readonly product: number
  /** Value of the label `service` → product; others go to `product`. */
  readonly products: Readonly<Record<string, number>>
  /** Value of the label `service` → module; `default` for others. */
  readonly modules: Readonly<Record<string, number>>
  /** Affected builds: `trunk`, or ids. */
  readonly builds: readonly string[]
  readonly severity: Readonly<Record<string, number>>
  readonly pri: Readonly<Record<string, number>>
  readonly bugType: string
  readonly assignee: string | undefined
  readonly fields: readonly (readonly [string, FieldValue])[]
  readonly resolution: string
  readonly resolvedBuild: string
  /** Resolutions after which nothing is opened again. */
  readonly wontFix: readonly string[]
}

const id = z.int({ error: 'must be a number' }).min(1, { error: 'must be a number from 1' })
const level = z.int({ error: 'must be 1 to 4' }).min(1, { error: 'must be 1 to 4' }).max(4, { error: 'must be 1 to 4' })
const byService = z.record(z.string(), id, { error: 'must be an object from a service to a number' }).default({})
/** A number of YAML is as good. */
const build = z.union([filledText, z.int().transform(String)], { error: 'must be trunk or the id of a build' })

/** Source: zentaopms `module/bug/lang`, resolutionList. */
const WONT_FIX = ['willnotfix', 'bydesign', 'duplicate', 'external']
/** Source: the same, severity and priority count from 1, the worst. */
const LEVELS = { critical: 1, warning: 2, default: 3 }
/** What Tocsin fills itself. */
const OWN_FIELDS = [
  'title',
  'steps',
  'product',
  'productID',
  'module',
  'openedBuild',
  'severity',
  'pri',
  'type',
  'assignedTo',
]

export function zentaoFields(templates: TemplateSet) {
  return {
    url: baseUrl,
    api: z.enum(['v1', 'v2'], { error: 'must be v1 or v2' }).default('v1'),
    username: filledText,
    password: z.string({ error: 'must be a text' }).min(1, { error: 'must not be empty' }),
    tls_config: tlsConfig.prefault({}),
    product: id,
    products: byService,
    modules: byService,
    builds: z.array(build, { error: 'must be a list of builds' }).min(1).default(['trunk']),
    severity: bySeverity(level),
    pri: bySeverity(level),
    bug_type: filledText.default('others'),
    assignee: filledText.optional(),
    fields: fieldValues(templates).refine((fields) => fields.every(([name]) => !OWN_FIELDS.includes(name)), {
      error: `may not hold ${OWN_FIELDS.join(', ')}, which have settings of their own`,
    }),
    resolution: filledText.default('fixed'),
    resolved_build: build.default('trunk'),
    wont_fix: z.array(filledText, { error: 'must be a list of resolutions' }).default(WONT_FIX),
  }
}

type Fields = z.output<z.ZodObject<ReturnType<typeof zentaoFields>>>

export function zentaoOf(all: Fields): ZentaoConfig {
  const { url, api, username, password, product, products, modules, builds, assignee, fields, resolution } = all
  return {
    kind: 'zentao',
    ...{ url, api, username, password, product, products, modules, builds, assignee, fields, resolution },
    tls: all.tls_config,
    severity: { ...LEVELS, ...all.severity },
    pri: { ...LEVELS, ...all.pri },
    bugType: all.bug_type,
    resolvedBuild: all.resolved_build,
    wontFix: all.wont_fix,
  }
}
