/** Debian's Alertmanager as a real process, where it is installed. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findOnPath } from '@tocsin/kit'
import { freePorts } from './ports.ts'
import { until } from './until.ts'

/** Debian's name first: elsewhere it is `alertmanager`. */
const alertmanagerProgram =
  findOnPath('prometheus-alertmanager', process.env['PATH']) ?? findOnPath('alertmanager', process.env['PATH'])

export interface Alertmanager {
  readonly url: string
  stop(): Promise<void>
}

export async function startAlertmanager(config: string): Promise<Alertmanager> {
  if (alertmanagerProgram === undefined) throw new Error('no Alertmanager: apt-get install prometheus-alertmanager')
  const dir = mkdtempSync(join(tmpdir(), 'tocsin-alertmanager-'))
  writeFileSync(join(dir, 'alertmanager.yml'), config)
  const { web } = await freePorts(['web'])
  const child = spawn(
    alertmanagerProgram,
    [
      `--config.file=${join(dir, 'alertmanager.yml')}`,
      `--storage.path=${join(dir, 'data')}`,
      `--web.listen-address=127.0.0.1:${web}`,
      '--cluster.listen-address=',
    ],
    { stdio: 'ignore' },
  )
  const exited = once(child, 'exit')
  const url = `http://127.0.0.1:${web}`
  await until('Alertmanager is ready', 20_000, async () => ((await fetch(`${url}/-/ready`)).ok ? true : undefined))
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM')
      await exited
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
