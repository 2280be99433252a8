/** An error that an operator can mend: wrong flag, wrong file, port in use. Printed without a stack. */
export class OperatorError extends Error {
  readonly operator = true
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The `code` of a system error (`EADDRINUSE`, `ECONNREFUSED`, …), when there is one. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** Both, or the mistakes of both as one OperatorError: an operator mends them once. */
export function readBoth<A, B>(readFirst: () => A, readSecond: () => B): readonly [A, B] {
  let first: A
  try {
    first = readFirst()
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error
    try {
      readSecond()
    } catch (other) {
      throw other instanceof OperatorError ? new OperatorError(`${error.message}\n${other.message}`) : other
    }
    throw error
  }
  return [first, readSecond()]
}
