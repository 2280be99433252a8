/** Which secret lies in which files, and what is to be written. Pure. */

interface SecretFile {
  /** Below the folder of all secrets. */
  readonly path: string
  /** What the file holds; the secret alone unless told otherwise. */
  readonly text?: (secret: string) => string
}

export interface Secret {
  readonly name: string
  /** The first holds the secret itself, and decides whether it is known. One folder for each container that reads it. */
  readonly files: readonly [SecretFile, ...SecretFile[]]
  /** Said once, when it is made: for a secret that a person types. */
  readonly tell?: (secret: string) => string
}

export const SECRETS: readonly Secret[] = [
  {
    name: 'the database administrator',
    files: [{ path: 'postgres/superuser-password' }],
  },
  {
    name: 'the role shop of the database',
    files: [{ path: 'postgres/shop-password' }, { path: 'shop/database-password' }],
  },
  {
    name: 'the cache',
    files: [
      { path: 'valkey/password' },
      { path: 'valkey/valkey.conf', text: (secret) => `requirepass ${secret}\n` },
      { path: 'shop/cache-password' },
    ],
  },
  {
    name: 'what Grafana encrypts with',
    files: [{ path: 'grafana/secret-key' }],
  },
  {
    name: "Grafana's administrator",
    files: [{ path: 'grafana/admin-password' }],
    tell: (secret) => `Grafana: sign in as admin with the password ${secret}  (said once, at the first start)`,
  },
]

export interface Planned {
  readonly writes: readonly { readonly path: string; readonly text: string }[]
  readonly say: readonly string[]
}

/** A known secret is kept, and put where it is missing. `read` gives undefined for a file that is not there or empty. */
export function planSecrets(
  secrets: readonly Secret[],
  read: (path: string) => string | undefined,
  random: () => string,
): Planned {
  const plans = secrets.map(({ files, tell }): Planned => {
    const known = read(files[0].path)
    const secret = known ?? random()
    const writes = files
      // A new secret replaces what copies of an older one there are.
      .filter(({ path }) => known === undefined || read(path) === undefined)
      .map(({ path, text = (value: string) => value }) => ({ path, text: text(secret) }))
    return { writes, say: known === undefined && tell ? [tell(secret)] : [] }
  })
  return { writes: plans.flatMap(({ writes }) => writes), say: plans.flatMap(({ say }) => say) }
}
