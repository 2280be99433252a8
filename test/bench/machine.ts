/** What the figures were measured on. */
import { execFileSync } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import { peerPath } from './servers.ts'

export function describeMachine(): string {
  const cores = cpus()
  const gib = (totalmem() / 2 ** 30).toFixed(0)
  return [
    `${new Date().toISOString().slice(0, 10)}`,
    `${cores.length} cores (${cores[0]?.model.trim() ?? 'unknown'})`,
    `${gib} GiB`,
    `Node ${process.versions.node}`,
    peerPath === undefined
      ? 'Alertmanager is not installed: ours is measured alone'
      : `Alertmanager ${peerVersion(peerPath)}`,
  ].join(', ')
}

function peerVersion(path: string): string {
  const text = execFileSync(path, ['--version'], { encoding: 'utf8' })
  return /version (\S+)/.exec(text)?.[1]?.replace(/,$/, '') ?? 'of an unknown version'
}
