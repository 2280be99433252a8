/** What every trace and log record says of the process it comes from. */

/**
 * `service.namespace` of every service of the box, in traces and log records. With `service.name` it tells ours from a
 * service of the user that happens to have the same name.
 */
export const SERVICE_NAMESPACE = 'tocsin'

export interface ResourceFacts {
  readonly instanceId: string
  readonly version: string
  readonly hostName: string
  /** Empty: not said. */
  readonly environment: string | undefined
  /** The standard's own variable: `KEY=VALUE,…`, values percent-encoded. What it says of the above gives way. */
  readonly otelResourceAttributes: string | undefined
}

/** `service.name` is not among them: the SDK adds it. */
export function resourceAttributes(facts: ResourceFacts): Readonly<Record<string, string>> {
  return {
    ...parseResourceAttributes(facts.otelResourceAttributes ?? ''),
    'service.namespace': SERVICE_NAMESPACE,
    'service.instance.id': facts.instanceId,
    'service.version': facts.version,
    'host.name': facts.hostName,
    ...(facts.environment ? { 'deployment.environment.name': facts.environment } : {}),
  }
}

/** Entries that cannot be read are left out, as the OpenTelemetry specification asks for. */
function parseResourceAttributes(text: string): Record<string, string> {
  const entries = text.split(',').flatMap((entry) => {
    const [key, value] = [entry.slice(0, entry.indexOf('=')).trim(), entry.slice(entry.indexOf('=') + 1).trim()]
    if (!entry.includes('=') || key === '') return []
    try {
      return [[key, decodeURIComponent(value)] as const]
    } catch {
      return []
    }
  })
  return Object.fromEntries(entries)
}
