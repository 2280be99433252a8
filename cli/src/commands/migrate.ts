/** `tocsin migrate`: writes what PrometheusAlert's users have as files of ours, and says what could not be taken. Nothing is replaced. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { channelSchemas } from '@tocsin/channels'
import { ConfigProblems, formatProblem, messageOf, OperatorError, type Problem, readYaml } from '@tocsin/kit'
import { checkRules } from '@tocsin/rules'
import { readConf } from '../migrate/conf.ts'
import { givenTemplates } from '../migrate/given-templates.ts'
import { migrate as migrated } from '../migrate/migrate.ts'
import { shorter } from '../shorter.ts'

export interface MigrateArguments {
  readonly file: string
  readonly templates: readonly string[]
  readonly conf: string | undefined
  readonly out: string
  readonly print: (line: string) => void
}

/** 1 where what was written does not pass the check yet. */
export async function migrate({ file, templates, conf, out, print }: MigrateArguments): Promise<number> {
  const text = read(file)
  const { syntax } = readYaml(text, file)
  if (syntax.length > 0) throw new ConfigProblems(syntax)
  const given = templates.flatMap((name) => {
    const found = givenTemplates(name, read(name))
    if (!found) throw new OperatorError(`${name}: is no list of templates as PrometheusAlert exports it (JSON)`)
    return found
  })
  const result = migrated({ file, text, templates: given, conf: readConf(conf === undefined ? '' : read(conf)) })
  if (result.webhooks === 0) {
    for (const line of result.notes.map(formatProblem)) print(line)
    print(`${file}: no webhook points at PrometheusAlert (…/prometheusalert?type=…); nothing was written`)
    return 1
  }
  write(out, result.files)
  for (const line of result.notes.map(formatProblem)) print(line)
  const { problems } = await checkRules(out, { env: {}, channels: channelSchemas, requireEnv: false })
  const names = Object.keys(result.files).map((name) => shorter(join(out, name)))
  print(`${result.webhooks} webhooks and ${result.templates.length} templates were taken; written: ${names.join(', ')}`)
  return told(problems, print)
}

function told(problems: readonly Problem[], print: (line: string) => void): number {
  if (problems.length === 0) {
    print('They pass tocsin check. Fill in tocsin.env.example, and try each receiver with tocsin send-test.')
    return 0
  }
  print('What was in the file before, or is to be filled in, does not pass tocsin check:')
  for (const problem of problems) print(formatProblem({ ...problem, file: shorter(problem.file) }))
  return 1
}

function read(name: string): string {
  try {
    return readFileSync(name, 'utf8')
  } catch (error) {
    throw new OperatorError(`cannot read ${name}: ${messageOf(error)}`)
  }
}

function write(out: string, files: Readonly<Record<string, string>>): void {
  const there = Object.keys(files).filter((name) => existsSync(join(out, name)))
  if (there.length > 0) {
    throw new OperatorError(
      `${there.map((name) => shorter(join(out, name))).join(', ')}: is there already; choose another folder by --out`,
    )
  }
  for (const [name, text] of Object.entries(files)) {
    const path = join(out, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
}
