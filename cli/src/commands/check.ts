import { relative } from 'node:path'
import { channelSchemas } from '@tocsin/channels'
import { formatProblem } from '@tocsin/kit'
import { checkRules } from '@tocsin/rules'

export interface CheckArguments {
  readonly dir: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Prints `file:line:column: …` for each problem; gives back the exit code. */
export async function check({ dir, env }: CheckArguments): Promise<number> {
  // Rules are often checked where the secrets are not, so unset variables are no problem here.
  const { files, problems } = await checkRules(dir, { env, channels: channelSchemas, requireEnv: false })
  for (const problem of problems) console.log(formatProblem({ ...problem, file: shorter(problem.file) }))
  const count = `${files.length} ${files.length === 1 ? 'file' : 'files'}`
  if (problems.length === 0) console.log(`${shorter(dir)}: ${count} checked, no problems`)
  else console.error(`${shorter(dir)}: ${count} checked, ${problems.length} problems`)
  return problems.length === 0 ? 0 : 1
}

/** Relative to where the user stands, unless that means to climb up. */
function shorter(path: string): string {
  const short = relative(process.cwd(), path)
  return short === '' || short.startsWith('..') ? path : short
}
