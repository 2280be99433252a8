/** Prometheus: from PATH, else Debian's package, unpacked under the data directory. */

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findOnPath, isProgram, messageOf } from '@tocsin/kit'
import { DEFAULT_PORTS, type ServiceName, type StackPorts } from './ports.ts'
import type { FindOptions, Found } from './programs.ts'
import { renderPrometheusConfig } from './prometheus-config.ts'

export async function findPrometheus(options: FindOptions): Promise<Found<string>> {
  const { path, debian, dataDir, onNote } = options
  const folder = join(dataDir, 'packages', 'prometheus')
  const unpacked = join(folder, 'usr', 'bin', 'prometheus')
  const found = findOnPath('prometheus', path) ?? [unpacked].find(isProgram)
  if (found !== undefined) return { ok: true, value: found }
  if (!debian) {
    const command = process.platform === 'darwin' ? 'brew install prometheus' : 'dnf install golang-github-prometheus'
    return { ok: false, remedy: `not found on PATH; install it (${command}) and start again` }
  }
  try {
    onNote('Prometheus is not installed; fetching the Debian package (nothing is installed).')
    // From Debian 13 on, promtool is a package of its own, which prometheus depends on.
    const promtool = (await debian.depends('prometheus')).filter((name) => name === 'promtool')
    await debian.unpack(['prometheus', ...promtool], folder)
    return { ok: true, value: unpacked }
  } catch (error) {
    return {
      ok: false,
      remedy: `not found on PATH, and its package cannot be fetched (${messageOf(error)}); try: apt-get update`,
    }
  }
}

/** Writes the copy of services/prometheus/prometheus.yml that this stack runs with; gives back its path. */
export async function writePrometheusConfig(options: {
  readonly root: string
  readonly dataDir: string
  readonly ports: StackPorts
  /** What runs: the others are not scraped. */
  readonly services: readonly ServiceName[]
}): Promise<string> {
  const { root, dataDir, ports, services } = options
  const text = await readFile(join(root, 'services', 'prometheus', 'prometheus.yml'), 'utf8')
  const rendered = renderPrometheusConfig(text, {
    // The file names containers; Prometheus itself is on its own host there.
    targets: Object.fromEntries(
      services.map((name) => [
        `${name === 'prometheus' ? 'localhost' : name}:${DEFAULT_PORTS[name]}`,
        `127.0.0.1:${ports[name]}`,
      ]),
    ),
    rulesGlob: join(dataDir, 'rules', '*.rules.yml'),
    keepJob: (job) => services.some((name) => name === job),
  })
  const folder = join(dataDir, 'prometheus')
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'prometheus.yml')
  await writeFile(`${file}.new`, rendered)
  await rename(`${file}.new`, file)
  return file
}
