/** `tocsin route`: where labels would go, by a file or by the router that runs. Nobody is told anything. */
import { readFileSync } from 'node:fs'
import { channelSchemas } from '@tocsin/channels'
import { ConfigProblems, codeOf, type Env, OperatorError } from '@tocsin/kit'
import { filesBeside, type Labels, parseMatchers, parseRouterConfig, previewRoutes } from '@tocsin/rules'
import type { RouteWhy } from '../explain/contract.ts'
import { routeLines } from '../explain/why-lines.ts'
import type { RouterClient } from '../router-client.ts'

export interface RouteArguments {
  /** `{alertname="X",severity="critical"}`. */
  readonly labels: string
  /** Undefined is now. */
  readonly at: string | undefined
  readonly now: number
  /** A router.yml to try instead of asking the router. */
  readonly configFile: string | undefined
  readonly env: Env
  readonly client: () => RouterClient
  readonly print: (line: string) => void
}

export async function route(options: RouteArguments): Promise<number> {
  const { labels, at, configFile, print } = options
  const routes =
    configFile === undefined
      ? ((await options.client().get('/api/tocsin/route', { filter: labels, at })) as readonly RouteWhy[])
      : previewRoutes(readConfig(configFile, options.env), labelsIn(labels), momentOf(at, options.now))
  for (const one of routes) for (const line of routeLines(one)) print(line)
  return 0
}

function readConfig(file: string, env: Env) {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new OperatorError(`${file} cannot be read: ${codeOf(error) ?? 'unknown error'}`)
  }
  // Where routes lead does not depend on secrets, which are often elsewhere.
  const parsed = parseRouterConfig(text, {
    file,
    env,
    channels: channelSchemas,
    requireEnv: false,
    files: filesBeside(file),
  })
  if (!parsed.ok) throw new ConfigProblems(parsed.problems)
  return parsed.config
}

function labelsIn(text: string): Labels {
  const parsed = parseMatchers(text)
  if (!parsed.ok) throw new OperatorError(parsed.message)
  if (parsed.matchers.some(({ op }) => op !== '=')) {
    throw new OperatorError('write the labels of the alert with "=" only: {alertname="X",severity="critical"}')
  }
  return Object.fromEntries(parsed.matchers.map(({ name, value }) => [name, value]))
}

function momentOf(text: string | undefined, now: number): number {
  const at = text === undefined ? now : Date.parse(text)
  if (Number.isNaN(at)) throw new OperatorError(`--at: "${text}" is no time; write 2026-01-31T08:00:00Z`)
  return at
}
