/** services/prometheus/prometheus.yml is valid as it stands; this makes the copy with this stack's ports and rules. Pure. */

import { OperatorError } from '@tocsin/kit'

export interface PrometheusConfigOptions {
  /** Address in the file → address to use; one that the file does not have is no mistake. */
  readonly targets: Readonly<Record<string, string>>
  readonly rulesGlob: string
  /** False drops a scrape job: a service that does not run would be told as down. All are kept by default. */
  readonly keepJob?: (name: string) => boolean
}

/** One entry of `scrape_configs` in block style: its first line, and all that is indented deeper. */
const JOB = /^([ ]*)- job_name: *['"]?([\w-]+)['"]?[ ]*\n(?:\1[ ]+.*\n|[ ]*\n)*/gm
const RULE_FILES = /^rule_files:.*\n(?:(?:[ \t]*#.*|[ \t]*|[ \t]*- .*)\n)*/m

/** Replaces addresses and the `rule_files` section, drops jobs, and leaves the rest to the byte, comments included. */
export function renderPrometheusConfig(text: string, options: PrometheusConfigOptions): string {
  const { targets, rulesGlob, keepJob = () => true } = options
  if (!RULE_FILES.test(text)) {
    throw new OperatorError(
      'prometheus.yml has no `rule_files:` section at the start of a line, which is to be replaced',
    )
  }
  // One pass, so that an address that was put in is not replaced again by a later pair.
  const addresses = Object.keys(targets).map((address) => address.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const withTargets =
    addresses.length === 0
      ? text
      : text.replace(
          new RegExp(`(?<![\\w.])(?:${addresses.join('|')})(?!\\d)`, 'g'),
          (address) => targets[address] ?? address,
        )
  const withJobs = withTargets.replace(JOB, (block: string, _indent: string, name: string) =>
    keepJob(name) ? block : '',
  )
  return withJobs.replace(RULE_FILES, () => `rule_files:\n  - ${JSON.stringify(rulesGlob)}\n\n`)
}
