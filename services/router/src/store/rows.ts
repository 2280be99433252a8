/** From rows to plain data. The one place that trusts the column types of our own schema. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { Evidence, Labels } from '@tocsin/channels'
import type { Objective } from '../decide/objective.ts'
import type { Alert, Ending } from '../model/alert.ts'

export type Row = Readonly<Record<string, string | number | null>>

export function all(db: DatabaseSync, sql: string, ...values: SQLInputValue[]): Row[] {
  return prepared(db, sql).all(...values) as Row[]
}

export function one(db: DatabaseSync, sql: string, ...values: SQLInputValue[]): Row | undefined {
  return prepared(db, sql).get(...values) as Row | undefined
}

/** Gives the number of changed rows. */
export function run(db: DatabaseSync, sql: string, ...values: SQLInputValue[]): number {
  return Number(prepared(db, sql).run(...values).changes)
}

/** Gives the id of the new row. */
export function insert(db: DatabaseSync, sql: string, ...values: SQLInputValue[]): number {
  return Number(prepared(db, sql).run(...values).lastInsertRowid)
}

const statements = new WeakMap<DatabaseSync, Map<string, ReturnType<DatabaseSync['prepare']>>>()

function prepared(db: DatabaseSync, sql: string): ReturnType<DatabaseSync['prepare']> {
  const known = statements.get(db) ?? new Map<string, ReturnType<DatabaseSync['prepare']>>()
  statements.set(db, known)
  const statement = known.get(sql) ?? db.prepare(sql)
  known.set(sql, statement)
  return statement
}

export const text = (row: Row, column: string): string => String(row[column])
export const number = (row: Row, column: string): number => Number(row[column])
export const optionalNumber = (row: Row, column: string): number | undefined =>
  row[column] === null || row[column] === undefined ? undefined : Number(row[column])

/** What SQLite's checks cannot find: a byte turned over inside a value. Says nothing of the value itself. */
export function json<T>(row: Row, column: string): T {
  try {
    return JSON.parse(text(row, column)) as T
  } catch {
    const name = row['id'] ?? row['fingerprint']
    throw new Error(
      `the database is damaged: "${column}"${name === undefined ? '' : ` of row ${name}`} is no JSON; restore a backup`,
    )
  }
}

export function objectiveIn(row: Row): Objective | undefined {
  if (row['accepted_at'] === null || row['tier'] === null) return undefined
  return { tier: text(row, 'tier'), acceptedAt: number(row, 'accepted_at'), limitMs: number(row, 'objective_ms') }
}

export function endingOf(row: Row): Ending {
  return { kind: row['ending'] === 'stated' ? 'stated' : 'expires', at: number(row, 'ends_at') }
}

export function alertOf(row: Row): Alert {
  return {
    fingerprint: text(row, 'fingerprint'),
    labels: json<Labels>(row, 'labels'),
    annotations: json<Labels>(row, 'annotations'),
    generatorUrl: text(row, 'generator_url'),
    startsAt: number(row, 'starts_at'),
    ending: endingOf(row),
    updatedAt: number(row, 'updated_at'),
    ...(row['evidence'] === null ? {} : { evidence: json<Evidence>(row, 'evidence') }),
  }
}
