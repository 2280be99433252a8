import { describe, expect, test } from 'vitest'
import { ALIYUN_CODES, aliyunEntry, lengthAllowed as aliyunLength, wantsNewSignature } from '../aliyun/errors.ts'
import { TENCENT_CODES, tencentEntry, lengthAllowed as tencentLength } from '../tencent/errors.ts'
import { type CodeTable, codeOutcome, type ErrorClass, entryOf } from './errors.ts'

const KINDS: Readonly<Record<ErrorClass, string>> = {
  retry: 'retry',
  defer: 'retry',
  spent: 'reject',
  permanent: 'reject',
  account: 'reject',
  unsure: 'unknown',
}

describe.each([
  ['aliyun', ALIYUN_CODES],
  ['tencent', TENCENT_CODES],
] as const)('%s', (_name, table: CodeTable) => {
  test.each(Object.keys(table))('%s', (key) => {
    const code = key.replace('*', '.Something')
    const entry = entryOf(table, code)
    expect(entry).toBe(table[key])
    if (!entry) return
    const outcome = codeOutcome(code, entry, 'what it said')
    expect(outcome).toMatchObject({ kind: KINDS[entry.class], code })
    expect(outcome.kind !== 'sent' && outcome.reason).toContain(`${entry.means}: what it said`)
    expect(outcome.kind === 'retry' && outcome.afterMs).toBe(outcome.kind === 'retry' ? entry.afterMs : false)
    expect(entry.class === 'defer' && entry.afterMs === undefined).toBe(false)
    expect(entry.means).toMatch(/^[a-zA-Z][^.]*$/)
  })

  test('a code that nobody knows is refused for good, with what was said', () => {
    const outcome = codeOutcome('New.Code', entryOf(table, 'New.Code'), '')
    expect(outcome).toMatchObject({ kind: 'reject', code: 'New.Code' })
    expect(entryOf(table, 'toString')).toBeUndefined()
  })
})

describe('Aliyun', () => {
  test.each([
    ['触发分钟级流控Permits:1', 'retry', 60_000],
    ['触发小时级流控Permits:5', 'retry', 3_600_000],
    ['触发天级流控Permits:50', 'reject', undefined],
    ['触发业务流控', 'retry', 60_000],
  ])('flow control: %s', (message, kind, afterMs) => {
    const outcome = codeOutcome('x', aliyunEntry('isv.BUSINESS_LIMIT_CONTROL', message), message)
    expect(outcome.kind).toBe(kind)
    expect(outcome.kind === 'retry' ? outcome.afterMs : undefined).toBe(afterMs)
  })

  test.each([
    ['Throttling.User', 'retry'],
    ['ServiceUnavailable', 'retry'],
    ['isv.PARAM_SOMETHING', 'permanent'],
    ['isv.TEMPLATE_PARAMS_ILLEGAL', 'permanent'],
    ['InvalidAccessKeyId.NotFound', 'permanent'],
    ['isv.AMOUNT_NOT_ENOUGH', 'account'],
  ])('%s is %s', (code, kind) => {
    expect(aliyunEntry(code, '')?.class).toBe(kind)
  })

  test.each([
    ['参数超过长度限制:35', 60, 35],
    ['params must be [a-zA-Z0-9] and length <= 20 character', 35, 20],
    ['变量content的值超过长度限制:15', 35, 15],
    ['too long', 35, 17],
    ['参数超过长度限制:35', 35, 17],
  ])('%s, tried with %i: %i', (message, tried, allowed) => {
    expect(aliyunLength('isv.PARAM_LENGTH_LIMIT', message, tried)).toBe(allowed)
    expect(aliyunLength('isv.MOBILE_NUMBER_ILLEGAL', message, tried)).toBeUndefined()
  })

  test('which are signed once more', () => {
    expect(['SignatureDoesNotMatch', 'InvalidTimeStamp.Expired', 'SignatureNonceUsed'].every(wantsNewSignature)).toBe(
      true,
    )
    expect(wantsNewSignature('isv.AMOUNT_NOT_ENOUGH')).toBe(false)
  })
})

describe('Tencent Cloud', () => {
  test.each([
    ['InternalError.OtherError', 'retry'],
    ['InternalError.Timeout', 'unsure'],
    ['RequestLimitExceeded.IPLimitExceeded', 'retry'],
    ['LimitExceeded.PhoneNumberDailyLimit', 'spent'],
    ['LimitExceeded.New', 'defer'],
    ['AuthFailure.TokenFailure', 'permanent'],
    ['FailedOperation.InsufficientBalanceInSmsPackage', 'account'],
  ])('%s is %s', (code, kind) => {
    expect(tencentEntry(code)?.class).toBe(kind)
  })

  test('how a value is shortened', () => {
    const [one, whole] = ['TemplateParameterLengthLimit', 'ContentLengthLimit'].map(
      (name) => `InvalidParameterValue.${name}`,
    )
    expect(tencentLength(one ?? '', 60)).toBe(12)
    expect(tencentLength(one ?? '', 12)).toBeUndefined()
    expect(tencentLength(whole ?? '', 60)).toBe(30)
    expect(tencentLength('LimitExceeded', 60)).toBeUndefined()
  })
})
