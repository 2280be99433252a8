// Ends the children of a supervisor that died without stopping them (SIGKILL, crash). One for all children; it holds the
// other end of a pipe from the supervisor, and the end of that pipe is the only news it needs.
// Lines on stdin: `add PID SIGNAL TIMEOUT_MS`, `remove PID`. Each PID leads a process group of its own.
// Plain JavaScript without imports from the project, so that nothing can keep it from starting.
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MS = 100
const children = new Map()

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {})

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [verb, pid, signal, timeoutMs] = line.split(' ')
    if (verb === 'add') children.set(Number(pid), { signal, timeoutMs: Number(timeoutMs) })
    if (verb === 'remove') children.delete(Number(pid))
  })
  .on('close', () => {
    Promise.all([...children].map(([pid, child]) => end(pid, child))).then(
      () => process.exit(0),
      () => process.exit(1),
    )
  })

async function end(pid, { signal, timeoutMs }) {
  send(pid, signal)
  // A stopped (SIGSTOP) process cannot hear the signal.
  send(pid, 'SIGCONT')
  for (let left = timeoutMs; left > 0 && send(pid, 0); left -= POLL_MS) await sleep(POLL_MS)
  send(-pid, 'SIGKILL')
}

function send(pid, signal) {
  try {
    process.kill(pid, signal)
    return true
  } catch {
    return false
  }
}
