/** Which matchers a silence may have. Pure. Source: Alertmanager `silence/silence.go` validateSilence, and its texts. */
import { type Matcher, matches, patternProblem } from '@tocsin/rules'

/** What is wrong with them; undefined: nothing. */
export function invalidMatchers(matchers: readonly Matcher[]): string | undefined {
  if (matchers.length === 0) return 'matcher set 0 is empty'
  for (const [i, matcher] of matchers.entries()) {
    const invalid = invalidMatcher(matcher)
    if (invalid !== undefined) return `invalid label matcher ${i} in set 0: ${invalid}`
  }
  return matchers.every(matchesNothing)
    ? 'matcher set 0: at least one matcher must not match the empty string'
    : undefined
}

function invalidMatcher({ name, op, value }: Matcher): string | undefined {
  if (name === '' || !name.isWellFormed()) return `invalid label name ${JSON.stringify(name)}`
  if (!value.isWellFormed()) return `invalid label value ${JSON.stringify(value)}`
  if (op === '=' || op === '!=') return undefined
  const problem = patternProblem(value)
  return problem === undefined ? undefined : `invalid regular expression ${JSON.stringify(value)}: ${problem}`
}

/** Whether it holds for an alert without the label. Only the two that say what a value is are asked, as Alertmanager does. */
function matchesNothing(matcher: Matcher): boolean {
  return (matcher.op === '=' || matcher.op === '=~') && matches([matcher], {})
}
