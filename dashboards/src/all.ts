/** Every dashboard, and the file it becomes. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { alertPath } from './alert-path/index.ts'
import { dbPool } from './db-pool.ts'
import { nodejs } from './nodejs.ts'
import { overview } from './overview.ts'
import { shop } from './shop/index.ts'

export const allDashboards = (): Dashboard[] => [overview(), shop(), alertPath(), nodejs(), dbPool()]

/** In `dashboards/grafana/`, a folder that Grafana can read whole; the uid is the name. */
export const fileName = ({ uid }: Dashboard): string => `${uid}.json`

export const toJson = (dashboard: Dashboard): string => `${JSON.stringify(dashboard, null, 2)}\n`
