/** What strace wrote of one thread: its calls in order, each with the file or socket it was for. Pure. */

export interface Syscall {
  readonly name: string
  /** As `strace -y` names it: a path, or `socket:[…]`. */
  readonly target: string
  /** The rest of the line: arguments and result. */
  readonly rest: string
}

const LINE = /^(?<pid>\d+)\s+(?<name>\w+)\(\d+<(?<target>[^>]*)>,?\s?(?<rest>.*)$/
const RESUMED = /^(?<pid>\d+)\s+<\.\.\. (?<name>\w+) resumed>,?\s?(?<rest>.*)$/

/** `pid`: of the thread. A call that strace had to cut in two counts where it ended. */
export function syscallsOf(trace: string, pid: string): Syscall[] {
  const calls: Syscall[] = []
  const begun = new Map<string, Syscall>()
  for (const line of trace.split('\n')) {
    const fields = (LINE.exec(line) ?? RESUMED.exec(line))?.groups
    if (fields?.['pid'] !== pid) continue
    const { name = '', target, rest = '' } = fields
    if (target !== undefined && rest.endsWith('<unfinished ...>')) {
      begun.set(name, { name, target, rest: rest.replace('<unfinished ...>', '') })
      continue
    }
    const first = target === undefined ? begun.get(name) : undefined
    calls.push({ name, target: target ?? first?.target ?? '', rest: (first?.rest ?? '') + rest })
  }
  return calls
}

/** Undefined where no line bears the text. */
export function threadOf(trace: string, text: string): string | undefined {
  return trace
    .split('\n')
    .find((line) => line.includes(text))
    ?.split(/\s/)[0]
}
