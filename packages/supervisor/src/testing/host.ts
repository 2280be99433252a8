/** A supervisor in a process of its own, for a test that kills it. The table comes as JSON in argv[2]. */

import { createSupervisor } from '../supervisor.ts'

const { table, logsDir } = JSON.parse(process.argv[2] ?? '{}')
createSupervisor({ table, logsDir }).start()
