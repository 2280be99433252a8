/**
 * Aliyun's error codes of SMS and voice. Sources: help.aliyun.com 101346 (SMS), 178344 and api-dyvmsapi-2017-05-25-errorcodes
 * (voice), and what others observed of the signature.
 */
import { type CodeEntry, type CodeTable, entryOf, HOUR_MS, MINUTE_MS } from '../phone/errors.ts'

const permanent = (means: string): CodeEntry => ({ class: 'permanent', means })
const account = (means: string): CodeEntry => ({ class: 'account', means })
const retry = (means: string): CodeEntry => ({ class: 'retry', means })

export const ALIYUN_CODES: CodeTable = {
  'isp.SYSTEM_ERROR': retry('an error inside Aliyun'),
  'isp.GATEWAY_ERROR': retry('an error inside Aliyun'),
  'isp.UNKNOWN': retry('an error inside Aliyun'),
  InternalError: retry('an error inside Aliyun'),
  'ServiceUnavailable*': retry('Aliyun is not available'),
  'Throttling*': retry('too many calls of this account'),

  'isv.BUSINESS_LIMIT_CONTROL': {
    class: 'defer',
    means: 'the limit of messages to one number is reached',
    afterMs: MINUTE_MS,
  },
  'isv.DAY_LIMIT_CONTROL': account('the daily quota that was set in the console is used up'),
  'isv.MONTH_LIMIT_CONTROL': account('the monthly quota that was set in the console is used up'),

  'isv.AMOUNT_NOT_ENOUGH': account('the balance is used up'),
  // So written in the vendor's list for voice.
  'isv.AMOUNT_NOT_ENOUG': account('the balance is used up'),
  'isv.OUT_OF_SERVICE': account('the service is stopped, as a rule for an unpaid bill'),
  'isv.PRODUCT_UN_SUBSCRIPT': account('the product is not ordered'),
  'isv.PRODUCT_UNSUBSCRIBE': account('the product is not ordered'),
  'isv.ACCOUNT_NOT_EXISTS': account('there is no such account'),
  'isv.ACCOUNT_ABNORMAL': account('the account is blocked or owes'),
  'isv.BILLID_NOT_EXIST': account('the calling number does not belong to the account'),

  'isp.RAM_PERMISSION_DENY': permanent('the RAM user may not do this'),
  'isp.RES_OWNER_ID_UNKNOWN': permanent('there is no such account'),
  'isp.USER_ASSERT_NOT_EXIST': permanent('there is no such user'),
  'isp.USER_NOT_EXIST': permanent('there is no such user'),
  'isv.DENY_IP_RANGE': permanent('called from an address outside mainland China'),
  'InvalidAccessKeyId*': permanent('access_key_id is not known or not active'),
  'Forbidden*': permanent('the RAM user may not do this'),
  'NoPermission*': permanent('the RAM user may not do this'),
  SignatureDoesNotMatch: permanent('access_key_secret is wrong'),
  'IncompleteSignature*': permanent('the signature was not understood'),
  'InvalidTimeStamp*': permanent('the clock of this machine is off by more than 15 minutes'),
  'SignatureNonceUsed*': permanent('the same call was seen before'),
  'MissingParameter*': permanent('a parameter is missing'),
  'InvalidParameter*': permanent('a parameter is wrong'),
  'InvalidVersion*': permanent('the endpoint does not know this API'),
  'InvalidAction*': permanent('the endpoint does not know this API'),

  'isv.MOBILE_NUMBER_ILLEGAL': permanent('no number that can be reached'),
  'isv.MOBILE_COUNT_OVER_LIMIT': permanent('too many numbers in one call'),
  'isv.DOMESTIC_NUMBER_NOT_SUPPORTED': permanent('the template is for numbers outside mainland China'),
  'isv.SMS_TEST_NUMBER_LIMIT': permanent('a template for tests, and a number that is not tied to it'),
  'isv.SMS_TEST_*': permanent('a sign name or template for tests'),
  'isv.SMS_TEMPLATE_ILLEGAL': permanent('template_code is no approved template of this account'),
  'isv.SMS_SIGNATURE_ILLEGAL': permanent('sign_name is no approved sign name of this account'),
  'isv.SMS_SIGNATURE_SCENE_ILLEGAL': permanent('the sign name is not meant for this kind of template'),
  'isv.SMS_SIGN_ILLEGAL': permanent('the sign name may not be used'),
  'isv.SIGN_STATE_ILLEGAL': permanent('the sign name cannot be used in its state'),
  'isv.SIGN_NAME_ILLEGAL': permanent('the sign name is not allowed'),
  'isv.EXTEND_CODE_ERROR': permanent('one extension code for two sign names'),
  'isv.SMS_CONTENT_ILLEGAL': permanent('words that may not be sent'),
  'isv.BLACK_KEY_CONTROL_LIMIT': permanent('a value of a template variable may not be sent'),
  'isv.PARAM_LENGTH_LIMIT': permanent('a value of a template variable is too long, also after it was cut'),
  'isv.PARAM_NOT_SUPPORT_URL': permanent('a value of a template variable looks like an address'),
  'isv.PARAM_*': permanent('a value of a template variable was refused'),
  'isv.TEMPLATE_MISSING_PARAMETERS': permanent('template_params lacks a variable of the template'),
  'isv.TEMPLATE_PARAMS_ILLEGAL': permanent('a value of a template variable was refused'),
  'isv.TEMPLATE_ILLEGAL': permanent('there is no such template'),
  'isv.TEMPLATE_*': permanent('the template or its variables were refused'),
  'isv.INVALID_JSON_PARAM': permanent('the variables were not understood'),
  'isv.INVALID_PARAMETERS': permanent('a parameter is wrong'),
  'isv.INVALID_*': permanent('a parameter is wrong'),

  'isv.TTS_TEMPLATE_ILLEGAL': permanent('tts_code is no approved template of this account'),
  'isv.DISPLAY_NUMBER_ILLEGAL': permanent('called_show_number is no number of this account'),
  'isv.VOICE_FILE_ILLEGAL': permanent('there is no such voice file'),
  'isv.VOICE_CALL_FAIL': retry('the call could not be started'),
  'isv.VOICE_ROBOT_*': permanent('no call is allowed now'),
  'isv.VOICE_CALL_PERIOD_ERROR': permanent('no call is allowed at this hour'),
  'isv.COMPLAINT_REJECT': permanent('calls to this number are blocked after a complaint'),
  ComplaintReject: permanent('calls to this number are blocked after a complaint'),
  BillidNotExist: permanent('the calling number does not belong to the account'),
}

/** Signed once more, with a new nonce and the provider's own time. */
export function wantsNewSignature(code: string): boolean {
  return /^(?:SignatureDoesNotMatch|InvalidTimeStamp|SignatureNonceUsed)/.test(code)
}

/** `isv.BUSINESS_LIMIT_CONTROL` names its window in words: `触发分钟级流控Permits:1`. */
export function aliyunEntry(code: string, message: string): CodeEntry | undefined {
  const entry = entryOf(ALIYUN_CODES, code)
  if (entry?.class !== 'defer') return entry
  if (/天级|日级|day/i.test(message)) {
    return { class: 'spent', means: 'the limit of messages to one number in 24 hours is reached' }
  }
  if (/小时级|hour/i.test(message)) {
    return { class: 'defer', means: 'the limit of messages to one number in an hour is reached', afterMs: HOUR_MS }
  }
  return entry
}

/** How many characters a value may have, as `参数超过长度限制:35` tells; a little less than tried where it tells no number. */
export function lengthAllowed(code: string, message: string, tried: number): number | undefined {
  if (code !== 'isv.PARAM_LENGTH_LIMIT') return undefined
  const told = Number(/(\d{1,3})(?!.*\d)/.exec(message)?.[1])
  const allowed = told >= 1 && told < tried ? told : Math.min(20, Math.floor(tried / 2))
  return allowed >= 1 ? allowed : undefined
}
