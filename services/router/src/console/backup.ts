/** `POST /-/backup`: the whole database as one file, while the router goes on. */
import { createReadStream, openSync, realpathSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type Logger, messageOf } from '@tocsin/kit'
import { Router } from 'express'
import { BACKUP_IN_PROGRESS } from '../store/place.ts'
import type { RouterStore } from '../store/port.ts'

export interface BackupOptions {
  readonly store: Pick<RouterStore, 'copyTo'>
  readonly storagePath: string
  readonly now: () => number
  readonly log: Logger
}

export function backupApi({ store, storagePath, now, log }: BackupOptions): Router {
  const router = Router()
  let running = false
  router.post('/-/backup', async (_request, response) => {
    if (running) {
      response.status(409).type('text/plain').send('a backup is being taken; ask again when it is done\n')
      return
    }
    running = true
    const file = join(storagePath, BACKUP_IN_PROGRESS)
    try {
      await store.copyTo(file)
      const descriptor = openSync(file, 'r')
      const { size } = statSync(file)
      // It has no name any more, so that nothing is left of it, however this ends.
      rmSync(file)
      const stamp = new Date(now()).toISOString().replaceAll(/[:.]/g, '-')
      response.set({
        'Content-Type': 'application/vnd.sqlite3',
        'Content-Length': String(size),
        'Content-Disposition': `attachment; filename="router-${stamp}.db"`,
        'Tocsin-Storage-Path': encodeURIComponent(realpathSync(storagePath)),
      })
      await pipeline(createReadStream('', { fd: descriptor }), response)
      log.info({ bytes: size }, 'a backup was taken')
    } catch (error) {
      log.error({ reason: messageOf(error) }, 'no backup was taken')
      if (response.headersSent) response.destroy()
      else response.status(503).type('text/plain').send('no backup was taken; the log says why\n')
    } finally {
      running = false
    }
  })
  return router
}
