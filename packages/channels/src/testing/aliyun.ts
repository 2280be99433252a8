/**
 * A stand-in for Aliyun that believes no signature it did not reckon itself, from the request as it came over the wire; and
 * refuses what the real one is known to refuse.
 */
import { createHash, createHmac } from 'node:crypto'
import { answer, type Reply, type Seen } from './provider.ts'

export const ALIYUN_KEY = { access_key_id: 'LTAI-test-key', access_key_secret: 'aliyun-secret-1' }

/** The parameters of a call, whatever came of it. */
export function aliyunParams({ path }: Seen): Readonly<Record<string, string>> {
  return Object.fromEntries(new URL(path, 'http://x').searchParams)
}

/** Undefined for a request that is signed as it should be. */
function signatureProblem(seen: Seen): string | undefined {
  const given = /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/.exec(
    String(seen.headers['authorization']),
  )
  if (!given) return 'IncompleteSignature'
  const [, keyId, names = '', signature] = given
  if (keyId !== ALIYUN_KEY.access_key_id) return 'InvalidAccessKeyId.NotFound'
  if (seen.headers['x-acs-content-sha256'] !== sha256(seen.raw)) return 'SignatureDoesNotMatch'
  const signedToo = [
    'host',
    'x-acs-action',
    'x-acs-content-sha256',
    'x-acs-date',
    'x-acs-signature-nonce',
    'x-acs-version',
  ]
  if (signedToo.some((name) => !names.split(';').includes(name))) return 'SignatureDoesNotMatch'
  const headers = names.split(';').map((name) => `${name}:${String(seen.headers[name])}\n`)
  const query = (seen.path.split('?')[1] ?? '').split('&').toSorted().join('&')
  const canonical = `${seen.method}\n/\n${query}\n${headers.join('')}\n${names}\n${sha256(seen.raw)}`
  const expected = createHmac('sha256', ALIYUN_KEY.access_key_secret)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest('hex')
  return signature === expected ? undefined : 'SignatureDoesNotMatch'
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

interface SendRecord {
  readonly OutId: string
  readonly PhoneNum: string
  SendStatus: number
  ErrCode: string
  readonly SendDate: string
  readonly ReceiveDate: string
}

export interface AliyunVendor {
  reply(seen: Seen): Reply
  /** What was accepted, by number; to be changed by a test. */
  readonly records: SendRecord[]
  readonly states: Map<string, string>
  /** What a number is answered instead; `lost`: accepted, and reset. */
  readonly behave: Map<string, { readonly code: string; readonly message: string } | 'lost' | 'silent'>
  maxLength: number
}

export function aliyunVendor(): AliyunVendor {
  const vendor: AliyunVendor = { reply, records: [], states: new Map(), behave: new Map(), maxLength: 35 }

  function reply(seen: Seen): Reply {
    const problem = signatureProblem(seen)
    if (problem) return refused(problem, 'signature', 400)
    const params = aliyunParams(seen)
    switch (seen.headers['x-acs-action']) {
      case 'SendSms':
        return sent(params['PhoneNumbers'] ?? '', params['TemplateParam'] ?? '', params['OutId'] ?? '', 'BizId')
      case 'SingleCallByTts':
        return sent(params['CalledNumber'] ?? '', params['TtsParam'] ?? '', params['OutId'] ?? '', 'CallId')
      case 'QuerySendDetails':
        return details(params)
      case 'QueryCallDetailByCallId':
        return callDetails(params['CallId'] ?? '')
      default:
        return refused('InvalidAction.NotFound', '', 404)
    }
  }

  function sent(number: string, param: string, outId: string, idField: 'BizId' | 'CallId'): Reply {
    const how = vendor.behave.get(number)
    if (typeof how === 'object') return refused(how.code, how.message)
    const problem = valuesProblem(param, vendor.maxLength)
    if (problem) return refused(problem, `参数超过长度限制:${vendor.maxLength}`)
    vendor.records.push({
      OutId: outId,
      PhoneNum: number,
      SendStatus: 1,
      ErrCode: '',
      SendDate: '2026-11-23 14:05:00',
      ReceiveDate: '2026-11-23 14:05:07',
    })
    if (how === 'lost') return { kind: 'reset' }
    if (how === 'silent') return { kind: 'silent' }
    return answer(200, {
      Code: 'OK',
      Message: 'OK',
      RequestId: 'R1',
      [idField]: `${number.slice(-4)}^${vendor.records.length}`,
    })
  }

  function details(params: Readonly<Record<string, string>>): Reply {
    if (vendor.behave.get('query') === 'silent') return answer(503, 'no JSON')
    const found = vendor.records.filter(
      ({ PhoneNum, SendDate }) =>
        PhoneNum === params['PhoneNumber'] && SendDate.slice(0, 10).replaceAll('-', '') === params['SendDate'],
    )
    return answer(200, { Code: 'OK', TotalCount: String(found.length), SmsSendDetailDTOs: { SmsSendDetailDTO: found } })
  }

  function callDetails(callId: string): Reply {
    const state = vendor.states.get(callId)
    return answer(200, {
      Code: 'OK',
      Data: state === undefined ? '' : JSON.stringify({ state, stateDesc: state, duration: 9 }),
    })
  }

  return vendor
}

function refused(code: string, message: string, status = 200): Reply {
  return answer(status, { Code: code, Message: message, RequestId: 'R1' })
}

/** What the real one says of such values. */
function valuesProblem(param: string, maxLength: number): string | undefined {
  const values: unknown = JSON.parse(param)
  if (typeof values !== 'object' || values === null) return 'isv.INVALID_JSON_PARAM'
  for (const value of Object.values(values) as unknown[]) {
    if (typeof value !== 'string') return 'isv.INVALID_JSON_PARAM'
    if (value === '') return 'isv.TEMPLATE_MISSING_PARAMETERS'
    if (/:\/\/|\d+\.\d+\.\d+\.\d+|[a-z]\.[a-z]{2}|[【】]/i.test(value)) return 'isv.PARAM_NOT_SUPPORT_URL'
    if ([...value].length > maxLength) return 'isv.PARAM_LENGTH_LIMIT'
  }
  return undefined
}
