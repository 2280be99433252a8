import type { TemplateFile } from '../contract.ts'
import { EMAIL_DEFAULTS } from './email.ts'
import { TEXT_DEFAULTS } from './text.ts'

/** Part of every set, before the files of the configuration. */
export const DEFAULT_FILES: readonly TemplateFile[] = [
  { file: 'default.tmpl', text: TEXT_DEFAULTS },
  { file: 'email.tmpl', text: EMAIL_DEFAULTS },
]
