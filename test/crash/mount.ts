/** A disk of its own for a test: a tmpfs that can be full, and that can become read-only. */
import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SmallDisk {
  readonly path: string
  readOnly(): void
  resize(megabytes: number): void
  /** To the last byte, and back. */
  fill(): void
  empty(): void
  remove(): void
}

/** Undefined where mounting is not allowed. */
export function smallDisk(megabytes: number): SmallDisk | undefined {
  const path = mkdtempSync(join(tmpdir(), 'tocsin-disk-'))
  const ballast = join(path, 'ballast')
  const mount = (...options: string[]) => execFileSync('mount', options, { stdio: 'pipe' })
  try {
    mount('-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0777`, 'tocsin-test', path)
  } catch {
    rmSync(path, { recursive: true })
    return undefined
  }
  return {
    path,
    readOnly: () => void mount('-o', 'remount,ro', path),
    resize: (size) => void mount('-o', `remount,size=${size}m`, path),
    fill: () => {
      // A tmpfs counts by processor, so that a large write may be refused before the last page is gone.
      for (let refused = 0; refused < 20; ) {
        try {
          appendFileSync(ballast, Buffer.alloc(4_096))
        } catch {
          refused++
        }
      }
    },
    empty: () => rmSync(ballast),
    remove: () => {
      execFileSync('umount', ['--lazy', path])
      rmSync(path, { recursive: true })
    },
  }
}
