/** Ways out of a dashboard. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import { type DashboardLink, DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard'

/** On every dashboard, so that they find one another. */
export const TAG = 'tocsin'

/** `:raw`, because an encoded `://` would be no address. */
const ROUTER = '${router:raw}'

export const runbookUrl = (name: string): string => `${ROUTER}/runbooks/${name}`

function external(title: string, url: string, tooltip: string, icon: string): Builder<DashboardLink> {
  return new DashboardLinkBuilder(title)
    .type(DashboardLinkType.Link)
    .icon(icon)
    .url(url)
    .tooltip(tooltip)
    .tags([])
    .asDropdown(false)
    .targetBlank(true)
    .includeVars(false)
    .keepTime(false)
}

export const runbook = (name: string): Builder<DashboardLink> =>
  external(`Runbook: ${name}`, runbookUrl(name), `What to do about ${name}`, 'doc')

/** The other dashboards with the same time and variables, and the router's console. */
export const ways = (): Builder<DashboardLink>[] => [
  new DashboardLinkBuilder('Dashboards')
    .type(DashboardLinkType.Dashboards)
    .icon('dashboard')
    .tooltip('The same time and targets on another dashboard')
    .tags([TAG])
    .asDropdown(false)
    .targetBlank(false)
    .includeVars(true)
    .keepTime(true),
  external('Console', `${ROUTER}/`, 'What is wrong and who was told', 'external link'),
  external('Deliveries', `${ROUTER}/#/deliveries`, 'Every message, with its attempts', 'external link'),
]
