/** The files behind the flags: routes, receivers and log rules. */
import { globSync, readFileSync } from 'node:fs'
import { channelSchemas } from '@tocsin/channels'
import { ConfigProblems, codeOf, type Env, OperatorError, type Problem } from '@tocsin/kit'
import { filesBeside, type LogRule, parseLogRules, parseRouterConfig } from '@tocsin/rules'
import { type ReadConfig, readConfig } from './loop/live-config.ts'
import type { Settings } from './settings.ts'

/** Reads and checks all files. Throws ConfigProblems with every problem of every file, each with its place. */
export function loadConfig(settings: Pick<Settings, 'configFile' | 'rulesLogs' | 'matchers'>, env: Env): ReadConfig {
  const problems: Problem[] = []
  const parsed = parseRouterConfig(readText(settings.configFile), {
    file: settings.configFile,
    env,
    channels: channelSchemas,
    matchers: settings.matchers,
    files: filesBeside(settings.configFile),
  })
  if (!parsed.ok) problems.push(...parsed.problems)
  const logRules: LogRule[] = []
  for (const file of globSync([...settings.rulesLogs]).sort()) {
    const rules = parseLogRules(readText(file), file)
    if (rules.ok) logRules.push(...rules.rules)
    else problems.push(...rules.problems)
  }
  if (problems.length > 0 || !parsed.ok) throw new ConfigProblems(problems)
  return readConfig(parsed.config, logRules)
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new OperatorError(`${file} cannot be read: ${codeOf(error) ?? 'unknown error'}`)
  }
}
