/** The API's own description, for those who generate a client from it. OpenAPI 2, as Alertmanager's. */

interface Operation {
  readonly operationId: string
  readonly parameters?: readonly unknown[]
  readonly responses: Readonly<Record<string, { readonly description: string; readonly schema?: unknown }>>
}

const text = { type: 'string' }
const time = { type: 'string', format: 'date-time' }
const labels = { type: 'object', additionalProperties: text }
const ref = (name: string): unknown => ({ $ref: `#/definitions/${name}` })
const list = (items: unknown): unknown => ({ type: 'array', items })
const object = (properties: Readonly<Record<string, unknown>>, optional: readonly string[] = []): unknown => ({
  type: 'object',
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  properties,
})

const flag = (name: string): unknown => ({ name, in: 'query', type: 'boolean', default: true })
const many = (name: string): unknown => ({
  ...{ name, in: 'query', type: 'array', collectionFormat: 'multi' },
  items: text,
})
const body = (name: string, schema: unknown): unknown => ({ name, in: 'body', required: true, schema })
const silenceId = { name: 'silenceID', in: 'path', required: true, type: 'string', format: 'uuid' }
const receivers = [{ name: 'receiver', in: 'query', type: 'string' }, many('receiver_matchers')]

const problem = { description: 'What is wrong', schema: text }
const refused = { '400': problem, '500': problem }

function get(operationId: string, schema: unknown, parameters: readonly unknown[] = []): Operation {
  return { operationId, parameters, responses: { '200': { description: 'What was asked for', schema }, ...refused } }
}

const timesOfSilence = { startsAt: time, endsAt: time }
const silence = {
  ...{ matchers: list(ref('matcher')), ...timesOfSilence },
  ...{ createdBy: text, comment: text, annotations: labels },
}

export const OPENAPI: unknown = {
  swagger: '2.0',
  info: { version: '0.0.1', title: 'Alertmanager API' },
  basePath: '/api/v2/',
  consumes: ['application/json'],
  produces: ['application/json'],
  paths: {
    '/status': { get: get('getStatus', ref('alertmanagerStatus')) },
    '/receivers': { get: get('getReceivers', list(ref('receiver')), [many('receiver_matchers')]) },
    '/silences': {
      get: get('getSilences', list(ref('gettableSilence')), [
        ...[many('filter'), flag('active'), flag('expired'), flag('pending')],
      ]),
      post: {
        operationId: 'postSilences',
        parameters: [body('silence', ref('postableSilence'))],
        responses: {
          '200': { description: 'Saved', schema: object({ silenceID: text }) },
          ...{ '400': problem, '404': problem },
        },
      },
    },
    '/silence/{silenceID}': {
      parameters: [silenceId],
      get: get('getSilence', ref('gettableSilence')),
      delete: {
        operationId: 'deleteSilence',
        responses: { '200': { description: 'Ended' }, '404': { description: 'Not known' }, '500': problem },
      },
    },
    '/alerts': {
      get: get('getAlerts', list(ref('gettableAlert')), [
        ...[flag('active'), flag('silenced'), flag('inhibited'), flag('unprocessed'), many('filter'), ...receivers],
      ]),
      post: {
        operationId: 'postAlerts',
        parameters: [body('alerts', list(ref('postableAlert')))],
        responses: { '200': { description: 'On disk' }, ...refused },
      },
    },
    '/alerts/groups': {
      get: get('getAlertGroups', list(ref('alertGroup')), [
        ...[flag('active'), flag('silenced'), flag('inhibited'), flag('muted'), many('filter'), ...receivers],
      ]),
    },
  },
  definitions: {
    alertmanagerStatus: object({
      cluster: object({ name: text, status: text, peers: list(object({ name: text, address: text })) }, ['name']),
      versionInfo: labels,
      config: object({ original: text }),
      uptime: time,
    }),
    receiver: object({ name: text, labels }, ['labels']),
    matcher: object({ name: text, value: text, isRegex: { type: 'boolean' }, isEqual: { type: 'boolean' } }, [
      'isEqual',
    ]),
    postableSilence: object({ id: text, ...silence }, ['id', 'annotations']),
    gettableSilence: object({ id: text, status: object({ state: text }), updatedAt: time, ...silence }, [
      'annotations',
    ]),
    postableAlert: object({ labels, annotations: labels, startsAt: time, endsAt: time, generatorURL: text }, [
      ...['annotations', 'startsAt', 'endsAt', 'generatorURL'],
    ]),
    gettableAlert: object(
      {
        ...{ labels, annotations: labels, startsAt: time, endsAt: time, updatedAt: time, fingerprint: text },
        receivers: list(object({ name: text })),
        status: object({ state: text, silencedBy: list(text), inhibitedBy: list(text), mutedBy: list(text) }),
        generatorURL: text,
      },
      ['generatorURL'],
    ),
    alertGroup: object({
      ...{ labels, routeLabels: labels, receiver: object({ name: text }), alerts: list(ref('gettableAlert')) },
    }),
  },
}
