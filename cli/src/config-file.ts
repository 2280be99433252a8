/** A router.yml, with what lies beside it, read for a look: secrets need not be here. */
import { readFileSync } from 'node:fs'
import { channelSchemas } from '@tocsin/channels'
import { ConfigProblems, codeOf, type Env, OperatorError } from '@tocsin/kit'
import { filesBeside, parseRouterConfig, type RouterConfig } from '@tocsin/rules'

/** Throws OperatorError, or ConfigProblems with every problem and its place. */
export function readConfigFile(file: string, env: Env): RouterConfig {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new OperatorError(`${file} cannot be read: ${codeOf(error) ?? 'unknown error'}`)
  }
  const parsed = parseRouterConfig(text, {
    file,
    env,
    channels: channelSchemas,
    requireEnv: false,
    files: filesBeside(file),
  })
  if (!parsed.ok) throw new ConfigProblems(parsed.problems)
  return parsed.config
}

/** `--at`; without it, now. */
export function momentOf(text: string | undefined, now: number): number {
  const at = text === undefined ? now : Date.parse(text)
  if (Number.isNaN(at)) throw new OperatorError(`--at: "${text}" is no time; write 2026-01-31T08:00:00Z`)
  return at
}
