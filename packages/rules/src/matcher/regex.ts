/** Anchored regular expressions of matchers. Here V8's engine; what RE2 cannot run in linear time is refused already. */

/** What Go's RE2 refuses: look-around, back-references, atomic groups. Escaped characters and classes are skipped first. */
const NOT_RE2 = /\(\?(?:=|!|<=|<!|>)|\\[1-9]|\\k</

/** Leading flags, which JavaScript writes elsewhere: `(?i)`, `(?is)`. */
const FLAGS = /^\(\?([ims]+)\)/

export type Compiled = { readonly ok: true; readonly regex: RegExp } | { readonly ok: false; readonly message: string }

/** `^(?:source)$`, as Alertmanager, Prometheus and Loki anchor it. */
export function compileAnchored(source: string): Compiled {
  const bare = source.replace(/\\[^1-9k]/g, '').replace(/\[(?:[^\]\\]|\\.)*\]/g, '')
  const refused = NOT_RE2.exec(bare)
  if (refused) {
    return {
      ok: false,
      message: `bad regular expression "${source}": "${refused[0]}" is not supported (look-around and back-references are not, as in RE2)`,
    }
  }
  const flags = FLAGS.exec(source)?.[1] ?? ''
  const body = `^(?:${source.replace(FLAGS, '').replaceAll('(?P<', '(?<')})$`
  try {
    return { ok: true, regex: new RegExp(body, `u${flags}`) }
  } catch {
    // The `u` mode refuses harmless escapes such as `\-`; what fails without it too is really wrong.
  }
  try {
    return { ok: true, regex: new RegExp(body, flags) }
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split(': ').at(-1) ?? error.message) : String(error)
    return { ok: false, message: `bad regular expression "${source}": ${reason.toLowerCase()}` }
  }
}
