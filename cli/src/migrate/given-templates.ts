/** PrometheusAlert's templates as people have them: the JSON that its page exports, or a file for each. Pure. */
import { basename, extname } from 'node:path'
import { z } from 'zod'

export interface GivenTemplate {
  readonly name: string
  readonly text: string
  /** Given to a channel that shows HTML. */
  readonly html: boolean
  /** FILE, or FILE (NAME) inside an export. */
  readonly file: string
}

const row = z
  .record(z.string(), z.unknown())
  .transform((fields) => Object.fromEntries(Object.entries(fields).map(([key, value]) => [key.toLowerCase(), value])))
  .pipe(z.object({ tplname: z.string().min(1), tpl: z.string(), tpltype: z.string().default('') }))

const exported = z.union([z.array(row), z.object({ data: z.array(row) }).transform(({ data }) => data)])

/** Undefined for JSON that is no export. */
export function givenTemplates(file: string, text: string): readonly GivenTemplate[] | undefined {
  if (extname(file) !== '.json') {
    const name = basename(file, extname(file))
    return [{ name, text, html: /<(?:h\d|p|br|table|div|a)[\s>]/i.test(text), file }]
  }
  const read = exported.safeParse(jsonOf(text))
  return read.data?.map(({ tplname, tpl, tpltype }) => {
    return { name: tplname, text: tpl, html: tpltype === 'email', file: `${file} (${tplname})` }
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
