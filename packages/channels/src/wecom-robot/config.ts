import { z } from 'zod'
import { type CommonConfig, commonFields, commonOf, httpUrl } from '../config.ts'

export interface WecomRobotConfig extends CommonConfig {
  /** The whole webhook address; its `key` is the credential. */
  readonly url: string
}

const url = httpUrl.refine((text) => new URL(text).searchParams.get('key'), {
  error: 'must be the whole webhook address that WeCom shows for the robot, with "?key=…"',
})

export const wecomRobotSchema = z
  .strictObject({ ...commonFields('zh'), url })
  .transform((fields): WecomRobotConfig => ({ ...commonOf(fields), url: fields.url }))
