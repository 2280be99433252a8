import { matches } from '@tocsin/rules'
import { expect, test } from 'vitest'
import { silenceMatchers } from './silence.ts'

const alert = (labels: Record<string, string>) => ({ labels })

test('the labels of the group, empty ones included: the alert next door has that label', () => {
  expect(silenceMatchers({ alertname: 'Disk', zone: '' }, [])).toEqual([
    { name: 'alertname', op: '=', value: 'Disk' },
    { name: 'zone', op: '=', value: '' },
  ])
})

test('a group of all alerts is silenced by their names, whatever these hold', () => {
  const matchers = silenceMatchers({}, [
    alert({ alertname: 'a.b|c' }),
    alert({ alertname: 'x(1)' }),
    alert({ alertname: 'x(1)' }),
  ])
  expect(matchers).toHaveLength(1)
  for (const name of ['a.b|c', 'x(1)']) expect(matches(matchers, { alertname: name })).toBe(true)
  for (const name of ['aXb', 'a.b', 'c', 'x1']) expect(matches(matchers, { alertname: name })).toBe(false)
})

test('without any name there is nothing to silence', () => {
  expect(silenceMatchers({}, [alert({ a: 'b' })])).toEqual([])
})
