/** PostgreSQL does not run as root: which user it runs as instead, and where that user can reach its files. */

import { createHash } from 'node:crypto'
import { chownSync, lstatSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { OperatorError } from '@tocsin/kit'

export interface Owner {
  readonly uid: number
  readonly gid: number
}

/** Undefined when this process is not root and so can run PostgreSQL as itself. */
export function unprivilegedOwner(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined
  const users = parsePasswd(readFileSync('/etc/passwd', 'utf8'))
  return users.get('postgres') ?? users.get('nobody') ?? { uid: 65_534, gid: 65_534 }
}

export function parsePasswd(text: string): ReadonlyMap<string, Owner> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const [name, , uid, gid] = line.split(':')
      return name && uid && gid ? [[name, { uid: Number(uid), gid: Number(gid) }] as const] : []
    }),
  )
}

/** May the owner go through a directory with these permissions? */
export function mayEnter(stat: { mode: number; uid: number; gid: number }, owner: Owner): boolean {
  const shift = stat.uid === owner.uid ? 6 : stat.gid === owner.gid ? 3 : 0
  return ((stat.mode >> shift) & 1) === 1
}

/**
 * The directory for PostgreSQL's files, made for its owner. Inside the data directory where the owner can get there;
 * else (a repository under /root) under /var/tmp, which outlives a reboot, as only its owner's.
 */
export function makeHome(dataDir: string, owner: Owner | undefined): string {
  const wanted = join(dataDir, 'postgres')
  if (!owner || canReach(dataDir, owner)) {
    makeFor(wanted, owner)
    return wanted
  }
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 12)
  const home = join('/var/tmp', `tocsin-${hash}`)
  makeFor(home, owner)
  return home
}

function canReach(folder: string, owner: Owner): boolean {
  return mayEnter(statSync(folder), owner) && (dirname(folder) === folder || canReach(dirname(folder), owner))
}

function makeFor(folder: string, owner: Owner | undefined): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // The name under /var/tmp can be guessed, so what is there may be somebody else's.
  const stat = lstatSync(folder)
  if (owner && (!stat.isDirectory() || (stat.uid !== owner.uid && stat.uid !== 0))) {
    throw new OperatorError(`${folder} is not a directory of ours; remove it, or use another --data directory`)
  }
  if (owner) chownSync(folder, owner.uid, owner.gid)
}
