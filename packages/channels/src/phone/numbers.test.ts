import { expect, test } from 'vitest'
import { aliyunNumber, e164Of, isMainland, maskNumber, numberId, withoutNumbers } from './numbers.ts'

test.each([
  ['13800001111', '+8613800001111', '13800001111', '+86138****1111'],
  ['+8613800001111', '+8613800001111', '13800001111', '+86138****1111'],
  ['+85261234567', '+85261234567', '85261234567', '+852****4567'],
  ['+4915100000001', '+4915100000001', '4915100000001', '+491****0001'],
])('%s', (written, e164, aliyun, masked) => {
  const number = e164Of(written)
  expect(number).toBe(e164)
  expect(aliyunNumber(number ?? '')).toBe(aliyun)
  expect(maskNumber(number ?? '')).toBe(masked)
  expect(numberId(written)).toBe(numberId(e164))
})

test('what is no number of a country', () => {
  expect(['95533', '4915100000001', '+0123456', ''].map(e164Of)).toEqual([undefined, undefined, undefined, undefined])
  expect([isMainland('+8613800001111'), isMainland('+86101234')]).toEqual([true, false])
})

test('short numbers show two digits', () => {
  expect([maskNumber('95533'), maskNumber('13800001111'), maskNumber('+12345')]).toEqual([
    '****33',
    '138****1111',
    '****45',
  ])
})

test('numbers in what a provider says', () => {
  expect(withoutNumbers('number +8613800001111 (13800001111) failed 42 times')).toBe('number … (…) failed 42 times')
})
