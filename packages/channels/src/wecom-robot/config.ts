import type { CompiledText, TemplateSet } from '@tocsin/template'
import { z } from 'zod'
import { type CommonConfig, commonFields, commonOf, httpUrl } from '../config.ts'
import { defaultTemplates, templateText } from '../templated.ts'

export interface WecomRobotConfig extends CommonConfig {
  /** The whole webhook address; its `key` is the credential. */
  readonly url: string
  /** Markdown instead of our own. */
  readonly content: CompiledText | undefined
}

const url = httpUrl.refine((text) => new URL(text).searchParams.get('key'), {
  error: 'must be the whole webhook address that WeCom shows for the robot, with "?key=…"',
})

export function wecomRobotSchema(templates: TemplateSet = defaultTemplates()) {
  return z
    .strictObject({ ...commonFields('zh'), url, content: templateText(templates).optional() })
    .transform((fields): WecomRobotConfig => ({ ...commonOf(fields), url: fields.url, content: fields.content }))
}
