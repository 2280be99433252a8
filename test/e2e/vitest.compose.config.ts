import { basename } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The loop wants a stack that nobody has touched; box.test.ts kills containers, and alerts about that go on for a while. */
const ORDER = ['loop.test.ts', 'dashboards.test.ts', 'live-edit.test.ts', 'box.test.ts']

class InOrder extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => ORDER.indexOf(basename(moduleId))
    return Promise.resolve(files.toSorted((a, b) => place(a) - place(b)))
  }
}

export default defineConfig({
  test: {
    name: 'e2e:compose',
    // The files that are written for any stack; the others start processes of their own.
    include: ['test/e2e/compose/*.test.ts', 'test/e2e/{loop,dashboards,live-edit}.test.ts'],
    globalSetup: 'test/support/compose-setup.ts',
    testTimeout: 300_000,
    hookTimeout: 300_000,
    fileParallelism: false,
    sequence: { sequencer: InOrder },
  },
})
