/**
 * Tencent Cloud's error codes of SMS and voice. Sources: cloud.tencent.com 382/59177 (SMS), 1128/51566 (voice), as the lists of
 * its Go SDK have them (sms 2021-01-11, vms 2020-09-02), and 213/30435 (all products).
 */
import { type CodeEntry, type CodeTable, entryOf, HOUR_MS, MINUTE_MS } from '../phone/errors.ts'

const permanent = (means: string): CodeEntry => ({ class: 'permanent', means })
const account = (means: string): CodeEntry => ({ class: 'account', means })
const retry = (means: string): CodeEntry => ({ class: 'retry', means })
const unsure = (means: string): CodeEntry => ({ class: 'unsure', means })
const spent = (means: string): CodeEntry => ({ class: 'spent', means })
const defer = (means: string, afterMs: number): CodeEntry => ({ class: 'defer', means, afterMs })

export const TENCENT_CODES: CodeTable = {
  'InternalError*': retry('an error inside Tencent Cloud'),
  'InternalError.Timeout': unsure('Tencent Cloud had no answer in time: it may have been sent'),
  'InternalError.SendAndRecvFail': unsure('Tencent Cloud had no answer in time: it may have been sent'),
  'InternalError.AccessUpstreamTimeout': unsure('Tencent Cloud had no answer in time: it may have been sent'),
  'InternalError.UpstreamError': retry('an error of the carrier'),
  'InternalError.RequestTimeException': permanent('the clock of this machine is off by more than 10 minutes'),
  'InternalError.RestApiInterfaceNotExist': permanent('the endpoint does not know this API'),
  'InternalError.SigVerificationFail': permanent('the signature was not accepted'),
  'InternalError.SigFieldMissing': permanent('the signature was not accepted'),
  'InternalError.JsonParseFail': permanent('the call was not understood'),
  'RequestLimitExceeded*': retry('too many calls of this account'),
  'ResourceUnavailable*': retry('Tencent Cloud is not available'),
  ServiceUnavailable: retry('Tencent Cloud is not available'),

  'LimitExceeded*': defer('a limit is reached', MINUTE_MS),
  'LimitExceeded.DeliveryFrequencyLimit': defer('the limit of messages to one number is reached', MINUTE_MS),
  'LimitExceeded.PhoneNumberThirtySecondLimit': defer('one message to a number in 30 seconds', 30_000),
  'LimitExceeded.PhoneNumberOneHourLimit': defer('the limit of messages to one number in an hour is reached', HOUR_MS),
  'LimitExceeded.PhoneNumberDailyLimit': spent('the limit of messages to one number for today is reached'),
  'LimitExceeded.PhoneNumberSameContentDailyLimit': spent(
    'the limit of equal messages to one number for today is reached',
  ),
  'LimitExceeded.PhoneNumberCountLimit': permanent('too many numbers in one call'),
  'LimitExceeded.AppDailyLimit': account('the daily quota that was set in the console is used up'),
  'LimitExceeded.DailyLimit': account('the daily quota abroad is used up'),

  'FailedOperation*': permanent('the call was refused'),
  'FailedOperation.InsufficientBalanceInSmsPackage': account('the package of messages is used up'),
  'FailedOperation.InsufficientBalanceInVoicePackage': account('the package of calls is used up'),
  'FailedOperation.PhonenumberUnappliedOrExpired': account('no calling number, or its rent is over'),
  'FailedOperation.ContainSensitiveWord': permanent('words that may not be sent'),
  'FailedOperation.PhoneNumberInBlacklist': permanent('the number has opted out, or its carrier blocks it'),
  'FailedOperation.SignatureIncorrectOrUnapproved': permanent('sign_name is no approved sign name of this account'),
  'FailedOperation.TemplateIncorrectOrUnapproved': permanent(
    'template_id is not approved, or template_params do not fit its variables',
  ),
  'FailedOperation.MarketingSendTimeConstraint': permanent('the template is one for advertising, not for notices'),
  'FailedOperation.FailResolvePacket': permanent('the call was not understood'),
  'FailedOperation.JsonParseFail': permanent('the call was not understood'),

  'InvalidParameter*': permanent('a parameter is wrong'),
  'InvalidParameterValue.IncorrectPhoneNumber': permanent('no number that can be reached'),
  'InvalidParameterValue.CalledNumberVerifyFail': permanent('no number that can be reached'),
  'InvalidParameterValue.ContentLengthLimit': permanent('the text is too long, also after it was cut'),
  'InvalidParameterValue.TemplateParameterLengthLimit': permanent(
    'a value of a template variable is too long, also after it was cut',
  ),
  'InvalidParameterValue.ProhibitedUseUrlInTemplateParameter': permanent(
    'a value of a template variable looks like an address',
  ),
  'InvalidParameterValue.TemplateParameterFormatError': permanent('the template is one for verification codes'),
  'InvalidParameterValue.SdkAppIdNotExist': permanent('sdk_app_id is not known'),
  'InvalidParameterValue.SdkAppidNotExist': permanent('sdk_app_id is not known'),
  'MissingParameter*': permanent('a parameter is missing'),
  'UnknownParameter*': permanent('the endpoint does not know this API'),

  'UnauthorizedOperation*': permanent('the account may not do this'),
  'UnauthorizedOperation.SerivceSuspendDueToArrears': account('the service is stopped for an unpaid bill'),
  'UnauthorizedOperation.ServiceSuspendDueToArrears': account('the service is stopped for an unpaid bill'),
  'UnauthorizedOperation.SdkAppIdIsDisabled': account('the application is disabled'),
  'UnauthorizedOperation.SdkAppidIsDisabled': account('the application is disabled'),
  'UnauthorizedOperation.SmsSdkAppIdVerifyFail': permanent('sdk_app_id belongs to another account'),
  'UnauthorizedOperation.VoiceSdkAppidVerifyFail': permanent('sdk_app_id belongs to another account'),
  'UnauthorizedOperation.RequestIpNotInWhitelist': permanent('this machine is not on the allow-list of addresses'),
  'UnsupportedOperation*': permanent('not supported'),
  'UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber': permanent(
    'numbers of mainland China and others in one call',
  ),
  'UnsupportedOperation.UnsuportedRegion': permanent('no messages to this country'),

  'AuthFailure*': permanent('secret_id or secret_key is wrong'),
  'AuthFailure.SignatureExpire': permanent('the clock of this machine is off by more than 5 minutes'),
  'AuthFailure.SecretIdNotFound': permanent('secret_id is not known'),
  'AuthFailure.SignatureFailure': permanent('secret_key is wrong'),
  'AuthFailure.UnauthorizedOperation': permanent('the sub-account may not do this'),
  NoSuchVersion: permanent('the endpoint does not know this API'),
  InvalidAction: permanent('the endpoint does not know this API'),
  UnsupportedRegion: permanent('region is not known'),
}

/** Signed once more, with the provider's own time. */
export function wantsNewSignature(code: string): boolean {
  return code === 'AuthFailure.SignatureExpire' || code === 'InternalError.RequestTimeException'
}

export function tencentEntry(code: string): CodeEntry | undefined {
  return entryOf(TENCENT_CODES, code)
}

/** Twelve characters are what an account of a person may use; a whole text that is too long is halved. */
export function lengthAllowed(code: string, tried: number): number | undefined {
  if (code === 'InvalidParameterValue.TemplateParameterLengthLimit') return tried > 12 ? 12 : undefined
  if (code === 'InvalidParameterValue.ContentLengthLimit') return tried > 10 ? Math.floor(tried / 2) : undefined
  return undefined
}
