/** One stack of containers for all test files of a run. */
import type { TestProject } from 'vitest/node'
import { type ComposeHandle, startComposeStack, stopComposeStack } from './compose.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    readonly compose?: ComposeHandle
  }
}

export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const handle = await startComposeStack()
  provide('compose', handle)
  return () => stopComposeStack(handle)
}
