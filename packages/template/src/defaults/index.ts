import type { TemplateFile } from '../contract.ts'
import { TEXT_DEFAULTS } from './text.ts'

/** Part of every set, before the files of the configuration. */
export const DEFAULT_FILES: readonly TemplateFile[] = [{ file: 'default.tmpl', text: TEXT_DEFAULTS }]
