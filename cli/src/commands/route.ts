/** `tocsin route`: where labels would go, by a file or by the router that runs. Nobody is told anything. */
import { type Env, OperatorError } from '@tocsin/kit'
import { type Labels, parseMatchers, previewRoutes } from '@tocsin/rules'
import { momentOf, readConfigFile } from '../config-file.ts'
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
      : previewRoutes(readConfigFile(configFile, options.env), labelsIn(labels), momentOf(at, options.now))
  for (const one of routes) for (const line of routeLines(one)) print(line)
  return 0
}

function labelsIn(text: string): Labels {
  const parsed = parseMatchers(text)
  if (!parsed.ok) throw new OperatorError(parsed.message)
  if (parsed.matchers.some(({ op }) => op !== '=')) {
    throw new OperatorError('write the labels of the alert with "=" only: {alertname="X",severity="critical"}')
  }
  return Object.fromEntries(parsed.matchers.map(({ name, value }) => [name, value]))
}
