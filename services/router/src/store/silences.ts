/** Verbs on silences. Every version stays, so that what was muted then can be told later. */
import type { DatabaseSync } from 'node:sqlite'
import type { Labels, Matcher } from '@tocsin/rules'
import type { Silence } from '../model/silence.ts'
import { all, json, number, type Row, run, text } from './rows.ts'

export function silences(db: DatabaseSync): Silence[] {
  return all(
    db,
    'select * from silence where version = (select max(version) from silence as newest where newest.id = silence.id)',
  ).map(silenceOf)
}

export function saveSilences(db: DatabaseSync, versions: readonly Silence[]): void {
  for (const { id, version, matchers, startsAt, endsAt, updatedAt, createdBy, comment, annotations } of versions) {
    run(
      db,
      `insert into silence(id, version, matchers, starts_at, ends_at, updated_at, created_by, comment, annotations)
       values(?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      version,
      JSON.stringify(matchers),
      startsAt,
      endsAt,
      updatedAt,
      createdBy,
      comment,
      JSON.stringify(annotations),
    )
  }
}

/** Those whose newest version ended before `before`, with all their versions. */
export function pruneSilences(db: DatabaseSync, before: number): void {
  run(
    db,
    `delete from silence where id in (
       select id from silence as newest where ends_at < ?
         and version = (select max(version) from silence where silence.id = newest.id))`,
    before,
  )
}

export function silenceOf(row: Row): Silence {
  return {
    id: text(row, 'id'),
    version: number(row, 'version'),
    matchers: json<Matcher[]>(row, 'matchers'),
    startsAt: number(row, 'starts_at'),
    endsAt: number(row, 'ends_at'),
    updatedAt: number(row, 'updated_at'),
    createdBy: text(row, 'created_by'),
    comment: text(row, 'comment'),
    annotations: json<Labels>(row, 'annotations'),
  }
}
