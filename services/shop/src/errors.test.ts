import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ERROR_STATUS, errorBodyOf, isDatabaseUnavailable, parseInput, RequestError } from './errors.ts'

const withCode = (message: string, code: string): Error => Object.assign(new Error(message), { code })

test('README lists exactly the error codes, with their status', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const listed = [...readme.matchAll(/^\| (\d{3}) \| `([A-Z_]+)` \|/gm)].map((row) => [row[2], Number(row[1])])
  expect(Object.fromEntries(listed)).toEqual(ERROR_STATUS)
})

describe('isDatabaseUnavailable', () => {
  test.each([
    [new Error('Connection terminated due to connection timeout'), true],
    [new Error('timeout exceeded when trying to connect'), true],
    [new Error('Connection terminated unexpectedly'), true],
    [withCode('connect', 'ECONNREFUSED'), true],
    [withCode('sorry, too many clients already', '53300'), true],
    [withCode('terminating connection due to administrator command', '57P01'), true],
    [withCode('duplicate key', '23505'), false],
    [withCode('relation does not exist', '42P01'), false],
    [new TypeError('x is undefined'), false],
    ['thrown text', false],
  ])('%s → %s', (error, expected) => {
    expect(isDatabaseUnavailable(error)).toBe(expected)
  })
})

describe('errorBodyOf', () => {
  test.each([
    [new RequestError('NOT_FOUND', 'no order 7'), { error: 'NOT_FOUND', message: 'no order 7' }],
    [Object.assign(new SyntaxError('x'), { type: 'entity.parse.failed', status: 400 }), { error: 'INVALID_REQUEST' }],
    [Object.assign(new Error('x'), { type: 'entity.too.large', status: 413 }), { error: 'BODY_TOO_LARGE' }],
    [new Error('Connection terminated due to connection timeout'), { error: 'DATABASE_UNAVAILABLE' }],
    [new TypeError('secret detail'), { error: 'INTERNAL' }],
  ])('%s', (error, expected) => {
    expect(errorBodyOf(error)).toMatchObject(expected)
  })

  test('an unexpected message does not reach the client', () => {
    expect(errorBodyOf(new TypeError('secret detail')).message).not.toContain('secret')
  })
})

test('parseInput names every wrong field', () => {
  const schema = z.strictObject({ a: z.number('a number'), b: z.string('a text') })
  expect(() => parseInput(schema, { a: 'x', b: 1 }, 'body')).toThrow('body.a: a number; body.b: a text')
})
