/** `npm run generate -w dashboards`: writes the JSON that Grafana reads. */
import { writeFileSync } from 'node:fs'
import { allDashboards, fileName, toJson } from './all.ts'

for (const dashboard of allDashboards()) {
  const file = new URL(`../grafana/${fileName(dashboard)}`, import.meta.url)
  writeFileSync(file, toJson(dashboard))
  process.stdout.write(`dashboards/grafana/${fileName(dashboard)}: ${dashboard.panels?.length ?? 0} panels and rows\n`)
}
