/** Finding programs, and saying how to get one that is missing. */

import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

/** What a search for a program gives: where it is, or what to tell the user. */
export type Found<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly remedy: string }

export function foldersOf(path: string | undefined): string[] {
  return (path ?? '').split(delimiter).filter(isAbsolute)
}

export function findOnPath(name: string, path: string | undefined): string | undefined {
  return foldersOf(path)
    .map((folder) => join(folder, name))
    .find(isProgram)
}

export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
