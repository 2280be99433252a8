/** The one application that there is. */
export interface AppSettings {
  readonly corpId: string
  readonly agentId: number
  readonly secret: string
  /** Of callbacks. */
  readonly token: string
  readonly aesKey: string
  readonly members: readonly string[]
  /** Where pressed buttons are told. */
  readonly callbackUrl: string
}

/** Of the sandbox alone; they open nothing elsewhere. packages/supervisor and channels.demo.env hand them to the router. */
export const SANDBOX_APP = {
  corpId: 'wwsandbox0000c0de',
  agentId: 1_000_002,
  secret: 'sandbox-application-0000c0de',
  token: 'sandbox-callback-0000c0de',
  aesKey: 'sandboxsandboxsandboxsandboxsandboxsandbox0',
  members: ['ZhangSan', 'LiSi', 'WangWu'],
} as const
