import express, { type Express } from 'express'
import { answerErrors, methodNotAllowed, notFound } from '../answers.ts'
import { parseInput, RequestError } from '../errors.ts'
import type { Faults } from './faults.ts'
import { FAULT_NAMES, type FaultName, faultSchemas, isFaultName } from './model.ts'

/** `GET /faults`, `PUT /faults/NAME`, `DELETE /faults[/NAME]`: each answers with the faults as they are then. */
export function createFaultsApi(faults: Faults, poolMax: number): Express {
  const schemas = faultSchemas(poolMax)
  const put: Readonly<Record<FaultName, (body: unknown) => void>> = {
    latency: (body) => faults.setLatency(parseInput(schemas.latency, body, 'latency')),
    pool: (body) => faults.setPool(parseInput(schemas.pool, body, 'pool')),
    dbTimeout: (body) => faults.setDbTimeout(parseInput(schemas.dbTimeout, body, 'dbTimeout')),
  }
  const api = express()
  api.disable('x-powered-by')
  // Whatever the content type says: an operator's curl -d sends a form's.
  const json = express.json({ type: () => true })
  api.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' })
  })
  api
    .route('/faults')
    .get((_request, response) => {
      response.json(faults.view())
    })
    .delete(async (_request, response) => {
      await faults.clearAll()
      response.json(faults.view())
    })
    .all(methodNotAllowed('GET, DELETE'))
  api
    .route('/faults/:name')
    .put(json, (request, response) => {
      put[faultName(request.params['name'])](request.body)
      response.json(faults.view())
    })
    .delete(async (request, response) => {
      await faults.clear(faultName(request.params['name']))
      response.json(faults.view())
    })
    .all(methodNotAllowed('PUT, DELETE'))
  api.use(notFound('GET /faults, PUT /faults/NAME, DELETE /faults/NAME, DELETE /faults'))
  api.use(answerErrors())
  return api
}

function faultName(name: unknown): FaultName {
  if (typeof name === 'string' && isFaultName(name)) return name
  throw new RequestError('INVALID_REQUEST', `no fault "${String(name)}"; allowed: ${FAULT_NAMES.join(', ')}`)
}
