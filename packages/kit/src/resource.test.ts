import { expect, test } from 'vitest'
import { resourceAttributes } from './resource.ts'

const OURS = {
  'service.namespace': 'tocsin',
  'service.instance.id': 'i',
  'service.version': '1',
  'host.name': 'h',
}

test.each<[string | undefined, string | undefined, Record<string, string>]>([
  [undefined, undefined, {}],
  ['', '', {}],
  ['demo', undefined, { 'deployment.environment.name': 'demo' }],
  [undefined, 'deployment.environment.name=prod', { 'deployment.environment.name': 'prod' }],
  ['demo', 'deployment.environment.name=prod', { 'deployment.environment.name': 'demo' }],
  [undefined, ' team = pay%2Cments , k8s.pod.name=a=b', { team: 'pay,ments', 'k8s.pod.name': 'a=b' }],
  // What reads a router's own lines relies on the namespace.
  [undefined, 'service.namespace=other,service.instance.id=x', {}],
  [undefined, 'broken,=x,bad=%,good=1', { good: '1' }],
])('environment %j, OTEL_RESOURCE_ATTRIBUTES %j', (environment, otelResourceAttributes, more) => {
  const facts = { instanceId: 'i', version: '1', hostName: 'h', environment, otelResourceAttributes }
  expect(resourceAttributes(facts)).toEqual({ ...OURS, ...more })
})
