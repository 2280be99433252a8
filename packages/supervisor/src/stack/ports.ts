/** Every port of the stack, all on 127.0.0.1. A second stack beside the first gets another map. */

export interface StackPorts {
  readonly postgres: number
  readonly valkey: number
  readonly sandbox: number
  readonly smtp: number
  readonly router: number
  readonly prometheus: number
  readonly shop: number
  readonly shopFaults: number
  readonly load: number
  readonly rules: number
  readonly control: number
}

export const DEFAULT_PORTS: StackPorts = {
  postgres: 15432,
  valkey: 16379,
  sandbox: 8025,
  smtp: 2525,
  router: 9093,
  prometheus: 9090,
  shop: 8081,
  shopFaults: 8082,
  load: 8084,
  rules: 8095,
  control: 8094,
}

export const SERVICES = ['postgres', 'valkey', 'sandbox', 'router', 'prometheus', 'shop', 'load', 'rules'] as const
export type ServiceName = (typeof SERVICES)[number]

/** The ports that a service listens on. */
export function portsOf(service: ServiceName, ports: StackPorts): readonly number[] {
  if (service === 'sandbox') return [ports.sandbox, ports.smtp]
  return service === 'shop' ? [ports.shop, ports.shopFaults] : [ports[service]]
}

/** What a person opens or calls, by name; those of PostgreSQL and Valkey have no password in them. */
export function serviceUrls(service: ServiceName, ports: StackPorts): Readonly<Record<string, string>> {
  if (service === 'postgres') return { postgres: `postgres://shop@127.0.0.1:${ports.postgres}/shop` }
  if (service === 'valkey') return { valkey: `redis://127.0.0.1:${ports.valkey}` }
  const url = { [service]: http(ports[service]) }
  return service === 'shop' ? { ...url, faults: `${http(ports.shopFaults)}/faults` } : url
}

/** The urls of several services, and `control`. */
export function urlsOf(services: readonly ServiceName[], ports: StackPorts): Readonly<Record<string, string>> {
  const urls = services.map((service) => serviceUrls(service, ports))
  return Object.assign({}, ...urls, { control: `${http(ports.control)}/processes` })
}

function http(port: number): string {
  return `http://127.0.0.1:${port}`
}
