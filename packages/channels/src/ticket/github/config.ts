import { z } from 'zod'
import { flag } from '../../config.ts'
import { type TlsConfig, tlsConfig } from '../../tls.ts'
import { baseUrl, filledText, secret } from '../fields.ts'

export interface GithubConfig {
  readonly kind: 'github'
  /** Of the API: https://api.github.com, or https://HOST/api/v3. */
  readonly url: string
  readonly token: string
  readonly tls: TlsConfig
  /** OWNER/NAME */
  readonly repository: string
  readonly labels: readonly string[]
  readonly assignees: readonly string[]
  /** A label of its own for each issue, by which it is found at once; without, the newest issues are looked through. */
  readonly keyLabel: boolean
}

/** Source: GitHub's own refusal, 422 above 50. A comma would divide it in a search. */
const label = filledText
  .max(50, { error: 'may have up to 50 characters' })
  .regex(/^[^,]+$/, { error: 'must have no comma' })

export const githubFields = {
  url: baseUrl.prefault('https://api.github.com'),
  token: secret,
  tls_config: tlsConfig.prefault({}),
  repository: z
    .string({ error: 'must be OWNER/NAME' })
    .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9._-]{1,100}$/, { error: 'must be OWNER/NAME' }),
  labels: z.array(label, { error: 'must be a list of labels' }).default([]),
  assignees: z.array(filledText, { error: 'must be a list of logins' }).default([]),
  key_label: flag.default(true),
}

type Fields = z.output<z.ZodObject<typeof githubFields>>

export function githubOf({ url, token, tls_config, repository, labels, assignees, key_label }: Fields): GithubConfig {
  return { kind: 'github', url, token, tls: tls_config, repository, labels, assignees, keyLabel: key_label }
}
