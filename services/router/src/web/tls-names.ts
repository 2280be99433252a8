/** Go's names of TLS versions, cipher suites and curves, as the web configuration has them, and OpenSSL's. Source: Go `crypto/tls`. */

export const TLS_VERSIONS = { TLS12: 'TLSv1.2', TLS13: 'TLSv1.3' } as const

/** Up to TLS 1.2; those of 1.3 cannot be chosen, neither there nor here. */
const CIPHERS: ReadonlyMap<string, string> = new Map(
  (['ECDSA', 'RSA'] as const).flatMap((kind): [string, string][] => [
    [`TLS_ECDHE_${kind}_WITH_AES_128_CBC_SHA`, `ECDHE-${kind}-AES128-SHA`],
    [`TLS_ECDHE_${kind}_WITH_AES_256_CBC_SHA`, `ECDHE-${kind}-AES256-SHA`],
    [`TLS_ECDHE_${kind}_WITH_AES_128_GCM_SHA256`, `ECDHE-${kind}-AES128-GCM-SHA256`],
    [`TLS_ECDHE_${kind}_WITH_AES_256_GCM_SHA384`, `ECDHE-${kind}-AES256-GCM-SHA384`],
    [`TLS_ECDHE_${kind}_WITH_CHACHA20_POLY1305_SHA256`, `ECDHE-${kind}-CHACHA20-POLY1305`],
  ]),
)
const CIPHERS_OF_13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256']

const CURVES: ReadonlyMap<string, string> = new Map([
  ['CurveP256', 'P-256'],
  ['CurveP384', 'P-384'],
  ['CurveP521', 'P-521'],
  ['X25519', 'X25519'],
  ['X25519MLKEM768', 'X25519MLKEM768'],
])

export const cipherNames = (): string => [...CIPHERS.keys(), ...CIPHERS_OF_13].join(', ')
export const curveNames = (): string => [...CURVES.keys()].join(', ')

export function isCipher(name: string): boolean {
  return CIPHERS.has(name) || CIPHERS_OF_13.includes(name)
}

export function isCurve(name: string): boolean {
  return CURVES.has(name)
}

/** Undefined: Node's own choice. The suites of 1.3 are always in it, because without them Node would not speak 1.3. */
export function opensslCiphers(names: readonly string[]): string | undefined {
  const chosen = names.flatMap((name) => CIPHERS.get(name) ?? [])
  return chosen.length === 0 ? undefined : [...CIPHERS_OF_13, ...chosen].join(':')
}

export function opensslCurves(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : names.flatMap((name) => CURVES.get(name) ?? []).join(':')
}
