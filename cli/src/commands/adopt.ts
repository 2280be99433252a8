/** `tocsin adopt`: reads what a running Alertmanager knows, and hands it to the router as told. */
import type { AdoptAnswer, AdoptRequest } from '../explain/contract.ts'
import type { RouterClient } from '../router-client.ts'

export interface AdoptArguments {
  /** The Alertmanager that is left. */
  readonly from: RouterClient
  readonly router: RouterClient
  readonly print: (line: string) => void
}

export async function adopt({ from, router, print }: AdoptArguments): Promise<number> {
  // Silences last: one that is made while this runs is better taken over without its alert than the other way round.
  const alerts = await from.get('/api/v2/alerts')
  const silences = await from.get('/api/v2/silences')
  const request: AdoptRequest = {
    alerts: Array.isArray(alerts) ? alerts : [],
    silences: Array.isArray(silences) ? silences : [],
  }
  const answer = (await router.post('/api/tocsin/adopt', request)) as AdoptAnswer
  for (const line of adoptLines(answer)) print(line)
  return answer.refused.length === 0 ? 0 : 1
}

const MAX_REFUSED = 20

function adoptLines({ alerts, silences, refused }: AdoptAnswer): string[] {
  return [
    `alerts    ${alerts.told} taken over as told: nobody hears of them again before there is news`,
    ...(alerts.untold > 0
      ? [
          `          ${alerts.untold} taken over untold (muted there, or too young to have been told): told here as usual`,
        ]
      : []),
    ...(alerts.known > 0 ? [`          ${alerts.known} known here already, left as they are`] : []),
    `silences  ${silences.taken} taken over`,
    ...(silences.known > 0 ? [`          ${silences.known} known here already, left as they are`] : []),
    ...(silences.over > 0 ? [`          ${silences.over} over already, left behind`] : []),
    ...(refused.length > 0 ? [`not understood, and left behind: ${refused.length}`] : []),
    ...refused.slice(0, MAX_REFUSED).map((reason) => `          ${reason}`),
  ]
}
