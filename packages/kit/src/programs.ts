/** Programs of the machine, by the PATH that is given. */

import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

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
