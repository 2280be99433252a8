/** Something to be told beside a group's own decisions: with a revision and a decision of its own, so that "why" knows of it. */
import type { DatabaseSync } from 'node:sqlite'
import type { News } from './episode-port.ts'
import { addDecision } from './groups.ts'
import { addDelivery } from './owed.ts'
import { run } from './rows.ts'

export function addNews(db: DatabaseSync, groupId: number, at: number, news: News): void {
  run(db, 'update alert_group set revision = ? where id = ?', news.revision, groupId)
  const decision = { ...news, groupId, at }
  addDecision(db, decision, JSON.stringify(news.detail))
  for (const delivery of news.deliveries) addDelivery(db, decision, delivery)
}
