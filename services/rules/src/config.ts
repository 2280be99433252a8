import { resolve, sep } from 'node:path'
import {
  type Env,
  findOnPath,
  isProgram,
  type ListenAddress,
  OperatorError,
  parseBaseUrl,
  parseListenAddress,
  parseOptionalBaseUrl,
  readSecretFile,
  readVariables,
} from '@tocsin/kit'
import type { Profile } from '@tocsin/rules'

export interface Config {
  readonly listen: ListenAddress
  /** The folder that people edit; absolute. */
  readonly from: string
  /** The folder in force, which belongs to this service; absolute. */
  readonly to: string
  readonly profile: Profile
  /** Undefined: nobody is told there. */
  readonly routerUrl: string | undefined
  /** For a router that asks who is there. */
  readonly routerToken: string | undefined
  readonly prometheusUrl: string | undefined
  /** Undefined: there is none, and nobody judges the types in expressions. */
  readonly promtool: string | undefined
  /** For links in alerts: the router's address as people reach it. */
  readonly externalUrl: string
  readonly grafanaUrl: string | undefined
}

/** Reads the `TOCSIN_RULES_*` variables and two addresses. Throws OperatorError that names every wrong variable. */
export function readConfig(env: Env): Config {
  const onPath = findOnPath('promtool', env['PATH'])
  const config = readVariables(env, {
    listen: { name: 'TOCSIN_RULES_LISTEN', fallback: '127.0.0.1:8095', parse: parseListenAddress },
    from: { name: 'TOCSIN_RULES_FROM', fallback: 'alert-rules', parse: (text) => resolve(text) },
    to: { name: 'TOCSIN_RULES_TO', fallback: '.tocsin/rules', parse: (text) => resolve(text) },
    profile: { name: 'TOCSIN_RULES_PROFILE', fallback: 'production', parse: parseProfile },
    routerUrl: { name: 'TOCSIN_RULES_ROUTER_URL', fallback: '', parse: parseOptionalBaseUrl },
    routerToken: { name: 'TOCSIN_RULES_ROUTER_TOKEN_FILE', fallback: '', parse: readToken },
    prometheusUrl: { name: 'TOCSIN_RULES_PROMETHEUS_URL', fallback: '', parse: parseOptionalBaseUrl },
    promtool: { name: 'TOCSIN_RULES_PROMTOOL', fallback: '', parse: (text) => parseProgram(text) ?? onPath },
    externalUrl: { name: 'TOCSIN_EXTERNAL_URL', fallback: 'http://127.0.0.1:9093', parse: parseBaseUrl },
    grafanaUrl: { name: 'TOCSIN_GRAFANA_URL', fallback: '', parse: parseOptionalBaseUrl },
  })
  checkFolders(config)
  return config
}

/** The renderer replaces and removes files in `to`: it must never be where people edit. Called again with real paths. */
export function checkFolders({ from, to }: Pick<Config, 'from' | 'to'>): void {
  const inside = (inner: string, outer: string): boolean => `${inner}${sep}`.startsWith(`${outer}${sep}`)
  if (inside(from, to) || inside(to, from)) {
    throw new OperatorError(
      `TOCSIN_RULES_FROM (${from}) and TOCSIN_RULES_TO (${to}) must be two folders, neither inside the other: files in the second are overwritten`,
    )
  }
}

function parseProfile(text: string): Profile {
  if (text === 'demo' || text === 'production') return text
  throw new OperatorError(`"${text}" is no profile; write demo or production`)
}

function readToken(path: string): string | undefined {
  if (path === '') return undefined
  const token = readSecretFile(path)
  // What a header cannot hold would be repeated by the error of fetch.
  if (!/^[\x21-\x7e]+$/.test(token)) throw new OperatorError(`the file ${path} must hold one token, and nothing else`)
  return token
}

function parseProgram(text: string): string | undefined {
  if (text === '') return undefined
  if (isProgram(text)) return text
  throw new OperatorError(`"${text}" is no program; write the path of promtool, or leave it unset for the one on PATH`)
}
