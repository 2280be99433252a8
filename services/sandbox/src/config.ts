import {
  type Env,
  type ListenAddress,
  OperatorError,
  parseBaseUrl,
  parseListenAddress,
  readVariables,
} from '@tocsin/kit'

export interface Config {
  readonly listen: ListenAddress
  /** Of the mail server. */
  readonly smtpListen: ListenAddress
  /** Keys of the robots that exist. Each is a credential in real life: never logged. */
  readonly wecomKeys: readonly string[]
  /** Where the WeCom application tells of pressed buttons. */
  readonly callbackUrl: string
}

/** Reads the `TOCSIN_SANDBOX_*` variables. Throws OperatorError that names every wrong variable and what it allows. */
export function readConfig(env: Env): Config {
  return readVariables(env, {
    listen: { name: 'TOCSIN_SANDBOX_LISTEN', fallback: '127.0.0.1:8025', parse: parseListenAddress },
    smtpListen: { name: 'TOCSIN_SANDBOX_SMTP_LISTEN', fallback: '127.0.0.1:2525', parse: parseListenAddress },
    callbackUrl: {
      name: 'TOCSIN_SANDBOX_WECOM_CALLBACK_URL',
      fallback: 'http://127.0.0.1:9093/callback/wecom/wecom-app-oncall',
      parse: parseBaseUrl,
    },
    wecomKeys: { name: 'TOCSIN_SANDBOX_WECOM_KEYS', fallback: 'sandbox-robot-0000c0de', parse: parseKeys },
  })
}

/** The text is not repeated in the error: someone may have put a real key there. */
function parseKeys(text: string): readonly string[] {
  const keys = text.split(',').map((key) => key.trim())
  const wrong = keys.findIndex((key) => !/^[A-Za-z0-9-]{4,64}$/.test(key))
  if (wrong >= 0) {
    throw new OperatorError(
      `key ${wrong + 1} of ${keys.length} is not valid; write keys of 4 to 64 letters, digits and "-", comma separated`,
    )
  }
  return [...new Set(keys)]
}
