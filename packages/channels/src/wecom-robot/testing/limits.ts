/** What WeCom takes of a robot, and what it recommends for cards. Source: path/99110 and path/91770. */
import { expect } from 'vitest'
import { z } from 'zod'

const BYTES = { text: 2048, markdown: 4096, markdown_v2: 4096 } as const

const content = (max: number) =>
  z.strictObject({
    content: z
      .string()
      .min(1)
      .refine((text) => Buffer.byteLength(text) <= max && text.trim() !== ''),
    mentioned_list: z.array(z.string()).optional(),
    mentioned_mobile_list: z.array(z.string()).optional(),
  })
const upTo = (max: number) => z.string().min(1).max(max)
const url = z.string().regex(/^https?:\/\//)

const card = z.strictObject({
  card_type: z.literal('text_notice'),
  source: z.strictObject({ desc: upTo(13), desc_color: z.number() }),
  main_title: z.strictObject({ title: upTo(26), desc: z.string().max(30) }),
  emphasis_content: z.strictObject({ title: upTo(10), desc: upTo(15) }).optional(),
  sub_title_text: upTo(112).optional(),
  horizontal_content_list: z.array(z.strictObject({ keyname: upTo(5), value: upTo(26) })).max(6),
  jump_list: z.array(z.strictObject({ type: z.literal(1), title: upTo(13), url })).max(3),
  card_action: z.strictObject({ type: z.literal(1), url }),
})

const message = z.discriminatedUnion('msgtype', [
  z.strictObject({ msgtype: z.literal('text'), text: content(BYTES.text) }),
  z.strictObject({ msgtype: z.literal('markdown'), markdown: content(BYTES.markdown) }),
  z.strictObject({ msgtype: z.literal('markdown_v2'), markdown_v2: content(BYTES.markdown_v2) }),
  z.strictObject({ msgtype: z.literal('template_card'), template_card: card }),
])

export function checkLimits(body: unknown): void {
  expect(message.safeParse(body).error?.issues).toBeUndefined()
}
