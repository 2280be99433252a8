/** A stand-in for Tencent Cloud that reckons each signature itself, from the bytes as they came. */
import { createHash, createHmac } from 'node:crypto'
import { answer, type Reply, type Seen } from './provider.ts'

export const TENCENT_KEY = { secret_id: 'AKID-test-id', secret_key: 'tencent-secret-1' }

function signatureProblem(seen: Seen, service: string): string | undefined {
  const given =
    /^TC3-HMAC-SHA256 Credential=([^/]+)\/(\d{4}-\d\d-\d\d)\/(\w+)\/tc3_request, SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})$/.exec(
      String(seen.headers['authorization']),
    )
  if (!given) return 'AuthFailure.InvalidAuthorization'
  const [, id, day = '', named, names = '', signature] = given
  if (id !== TENCENT_KEY.secret_id) return 'AuthFailure.SecretIdNotFound'
  const timestamp = String(seen.headers['x-tc-timestamp'])
  if (named !== service || new Date(Number(timestamp) * 1_000).toISOString().slice(0, 10) !== day) {
    return 'AuthFailure.SignatureFailure'
  }
  const headers = names.split(';').map((name) => `${name}:${String(seen.headers[name]).toLowerCase()}\n`)
  const canonical = `${seen.method}\n/\n\n${headers.join('')}\n${names}\n${sha256(seen.raw)}`
  const toSign = `TC3-HMAC-SHA256\n${timestamp}\n${day}/${service}/tc3_request\n${sha256(canonical)}`
  const key = [day, service, 'tc3_request'].reduce<string | Buffer>(hmac, `TC3${TENCENT_KEY.secret_key}`)
  return hmac(key, toSign).toString('hex') === signature ? undefined : 'AuthFailure.SignatureFailure'
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

interface Receipt {
  readonly PhoneNumber: string
  readonly SerialNo: string
  readonly SessionContext: string
  ReportStatus: string
  Description: string
  readonly UserReceiveTime: number
}

export interface TencentVendor {
  reply(seen: Seen): Reply
  /** Of what was accepted; a test says when they can be asked for. */
  readonly receipts: Receipt[]
  /** What a number is answered instead of `Ok`. */
  readonly behave: Map<string, { readonly code: string; readonly message: string }>
  /** What the whole call is answered: an error, or accepted and reset. */
  whole: { readonly code: string; readonly message: string } | 'lost' | undefined
  receiptsAreIn: boolean
  maxLength: number
}

export function tencentVendor(service: 'sms' | 'vms'): TencentVendor {
  const vendor: TencentVendor = {
    reply,
    receipts: [],
    behave: new Map(),
    whole: undefined,
    receiptsAreIn: true,
    maxLength: 60,
  }

  function reply(seen: Seen): Reply {
    const problem = signatureProblem(seen, service)
    if (problem) return failed(problem, 'signature')
    switch (seen.headers['x-tc-action']) {
      case 'SendSms':
        return sendSms(seen)
      case 'SendTtsVoice':
        return sendVoice(seen)
      case 'PullSmsSendStatusByPhoneNumber':
        return pulled(seen)
      default:
        return failed('InvalidAction', '')
    }
  }

  function sendSms({ body }: Seen): Reply {
    if (typeof vendor.whole === 'object') return failed(vendor.whole.code, vendor.whole.message)
    const numbers = textsOf(body['PhoneNumberSet'])
    if (numbers.length > 200) return failed('LimitExceeded.PhoneNumberCountLimit', '')
    const abroad = numbers.filter((number) => !number.startsWith('+86')).length
    if (abroad > 0 && abroad < numbers.length) {
      return failed('UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber', '')
    }
    const problem = valuesProblem(body['TemplateParamSet'], vendor.maxLength)
    const statuses = numbers.map((number, index) => {
      const how = problem ? { code: problem, message: 'value' } : vendor.behave.get(number)
      if (how) return { SerialNo: '', PhoneNumber: number, Fee: 0, Code: how.code, Message: how.message }
      const serial = `5000:${vendor.receipts.length + 1}${index}`
      vendor.receipts.push({
        PhoneNumber: number,
        SerialNo: serial,
        SessionContext: String(body['SessionContext']),
        ReportStatus: 'SUCCESS',
        Description: 'DELIVRD',
        UserReceiveTime: 1_795_413_907,
      })
      return { SerialNo: serial, PhoneNumber: number, Fee: 1, Code: 'Ok', Message: 'send success' }
    })
    return vendor.whole === 'lost' ? { kind: 'reset' } : ok({ SendStatusSet: statuses })
  }

  function sendVoice({ body }: Seen): Reply {
    const how = vendor.behave.get(String(body['CalledNumber']))
    if (how) return failed(how.code, how.message)
    const problem = valuesProblem(body['TemplateParamSet'], vendor.maxLength)
    if (problem) return failed('InvalidParameterValue.ContentLengthLimit', '')
    return ok({ SendStatus: { CallId: 'c-1', SessionContext: body['SessionContext'] } })
  }

  function pulled({ body }: Seen): Reply {
    const found = vendor.receipts.filter(({ PhoneNumber }) => PhoneNumber === body['PhoneNumber'])
    return ok({ PullSmsSendStatusSet: vendor.receiptsAreIn ? found : [] })
  }

  return vendor
}

function ok(response: object): Reply {
  return answer(200, { Response: { ...response, RequestId: 'R1' } })
}

function failed(code: string, message: string): Reply {
  return answer(200, { Response: { Error: { Code: code, Message: message }, RequestId: 'R1' } })
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

function valuesProblem(value: unknown, maxLength: number): string | undefined {
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'string' || item === '')) {
    return 'FailedOperation.TemplateIncorrectOrUnapproved'
  }
  if (textsOf(value).some((text) => /:\/\/|[a-z]\.[a-z]{2}|\d+\.\d+\.\d+\.\d+/i.test(text))) {
    return 'InvalidParameterValue.ProhibitedUseUrlInTemplateParameter'
  }
  const tooLong = textsOf(value).some((text) => [...text].length > maxLength)
  return tooLong ? 'InvalidParameterValue.TemplateParameterLengthLimit' : undefined
}
