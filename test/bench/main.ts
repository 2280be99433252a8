/** `npm run bench -- ingest|query|deliver [--quick]`: figures, not assertions. Ends with 1 only when a measurement failed. */
import { parseArgs } from 'node:util'
import { deliver } from './deliver.ts'
import { ingest } from './ingest.ts'
import { type Loader, startLoader } from './loader.ts'
import { describeMachine } from './machine.ts'
import { query } from './query.ts'
import { type Figure, printTable, type Size } from './table.ts'

const BENCHES: Readonly<Record<string, (loader: Loader, size: Size) => Promise<Figure[]>>> = { ingest, query, deliver }

const { values, positionals } = parseArgs({ options: { quick: { type: 'boolean' } }, allowPositionals: true })
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES)
const unknown = names.filter((name) => !(name in BENCHES))
if (unknown.length > 0) {
  console.error(`no such bench: ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}, each with --quick`)
  process.exit(2)
}
console.log(describeMachine())
if (values.quick) console.log('--quick: too small to say anything; it shows that the bench works')
for (const name of names) {
  const loader = await startLoader()
  try {
    const figures = await BENCHES[name]?.(loader, { quick: values.quick ?? false })
    console.log(`\n${name}\n${printTable(figures ?? [])}`)
  } finally {
    await loader.stop()
  }
}
