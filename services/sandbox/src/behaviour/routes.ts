import { json, Router } from 'express'
import { methodNotAllowed, RequestError } from '../errors.ts'
import { CHANNELS, type ChannelName, channelOf, type PerChannel, perChannel } from '../model.ts'
import { type Behaviour, parseBehaviour, takeOne } from './behaviour.ts'

export interface Behaviours {
  /** What the call that is here now meets; uses up one of its `times`. */
  take(channel: ChannelName): Behaviour
  set(channel: ChannelName, behaviour: Behaviour): void
  all(): PerChannel<Behaviour>
}

/** `onChange` is called after every change, also when `times` goes down. */
export function createBehaviours(onChange: () => void): Behaviours {
  const current = perChannel<Behaviour>(() => ({ mode: 'ok' }))
  const set = (channel: ChannelName, behaviour: Behaviour): void => {
    if (current[channel] === behaviour) return
    current[channel] = behaviour
    onChange()
  }
  return {
    take(channel) {
      const { met, left } = takeOne(current[channel])
      set(channel, left)
      return met
    },
    set,
    all: () => ({ ...current }),
  }
}

/** `GET /behaviour`, `PUT /behaviour/CHANNEL`; both answer with those of all channels. */
export function createBehaviourRoutes(behaviours: Behaviours): Router {
  const router = Router()
  router
    .route('/behaviour')
    .get((_request, response) => {
      response.json(behaviours.all())
    })
    .all(methodNotAllowed('GET'))
  router
    .route('/behaviour/:channel')
    .put(json({ strict: false }), (request, response) => {
      const channel = channelOf(request.params.channel)
      if (!channel) {
        throw new RequestError(
          'INVALID_REQUEST',
          `"${request.params.channel}" is no channel; allowed: ${CHANNELS.join(', ')}`,
        )
      }
      const parsed = parseBehaviour(channel, request.body)
      if (!parsed.ok) throw new RequestError('INVALID_REQUEST', parsed.message)
      behaviours.set(channel, parsed.behaviour)
      response.json(behaviours.all())
    })
    .all(methodNotAllowed('PUT'))
  return router
}
