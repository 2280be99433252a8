/** The shared libraries of a program that was unpacked, not installed. */

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Debian } from './debian.ts'

/** The packages, and those libraries they need, directly or not, that are not installed. Left out: C's own, and LLVM. */
export async function withLibraries(debian: Debian, packages: readonly string[]): Promise<string[]> {
  const seen = new Set<string>()
  const queue = [...packages]
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    for (const library of await debian.depends(name)) {
      if (!/^(?:lib|lua-)/.test(library) || /^lib(?:c6$|gcc-s1|llvm)/.test(library) || seen.has(library)) continue
      if (await debian.isInstalled(library)) continue
      seen.add(library)
      queue.push(library)
    }
  }
  return [...packages, ...seen]
}

/** LD_LIBRARY_PATH for what was unpacked into `folder`. */
export function libraryPathOf(folder: string): string {
  const parents = [join(folder, 'usr', 'lib'), join(folder, 'lib')]
  return parents.flatMap((parent) => [parent, ...multiarchIn(parent)]).join(':')
}

/** `x86_64-linux-gnu` and the like. */
function multiarchIn(parent: string): string[] {
  try {
    return readdirSync(parent).flatMap((name) => (name.includes('-linux-') ? [join(parent, name)] : []))
  } catch {
    return []
  }
}
