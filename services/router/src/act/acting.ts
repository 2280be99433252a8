/** The room, put together: links and their key, the verbs, the page, and what is added to messages. */
import type { Notification } from '@tocsin/channels'
import type { Env, Logger } from '@tocsin/kit'
import { Router } from 'express'
import type { LiveConfig } from '../loop/live-config.ts'
import { createAttempts } from '../web/attempts.ts'
import { type ActOptions, type Acts, createActs } from './act.ts'
import { actApi } from './api.ts'
import { type About, withActions } from './complete.ts'
import { actPages } from './handler.ts'
import { readLinkKey } from './key.ts'

export interface ActingOptions extends Omit<ActOptions, 'signer' | 'context'> {
  readonly key: Buffer
  readonly live: () => LiveConfig
  readonly externalUrl: () => string
  readonly grafanaUrl: string | undefined
  readonly heldUntil: () => number
  readonly explain: (now: number) => ReturnType<ActOptions['context']>['explain']
  readonly now: () => number
  readonly log: Logger
}

export interface Acting {
  readonly acts: Acts
  readonly pages: Router
  complete(notification: Notification, about: About, now: number): Notification
}

/** For `ActingOptions.key`. Throws OperatorError. */
export function linkKeyIn(storagePath: string, keyFile: string | undefined, env: Env, log: Logger): Buffer {
  return readLinkKey({ storagePath, keyFile, env, warn: (message) => log.warn(message) })
}

export function createActing(options: ActingOptions): Acting {
  const { store, key, live, externalUrl, grafanaUrl, heldUntil, now, log } = options
  const signer = { key, instance: store.instance }
  const acts = createActs({
    ...options,
    signer,
    context: (at) => ({
      ...{ live: live(), externalUrl: externalUrl(), grafanaUrl, heldUntil: heldUntil() },
      explain: options.explain(at),
    }),
  })
  return {
    acts,
    pages: Router().use(
      actApi({ acts, now }),
      actPages({
        ...{ acts, now, log },
        attempts: createAttempts(),
        names: () => Object.values(live().router.people.people).map(({ displayName }) => displayName),
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      }),
    ),
    complete: (notification, about, at) => withActions(notification, about, { signer, externalUrl: externalUrl() }, at),
  }
}
