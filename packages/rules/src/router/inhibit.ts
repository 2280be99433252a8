/** `inhibit_rules`. Source: Alertmanager `config/common/inhibitrule.go`. */
import { z } from 'zod'
import type { MatcherMode } from '../matcher/mode.ts'
import { sortMatchers } from '../matcher/parse.ts'
import type { InhibitRule } from '../types.ts'
import { labelNamesField, matchersField, matchField, text, wants } from './fields.ts'

/** A side without matchers holds for every alert, as in Alertmanager. */
export function inhibitRulesField(mode: MatcherMode) {
  const rule = z
    .strictObject(
      {
        name: text.optional(),
        source_match: matchField('=').optional(),
        source_match_re: matchField('=~').optional(),
        source_matchers: matchersField(mode).optional(),
        target_match: matchField('=').optional(),
        target_match_re: matchField('=~').optional(),
        target_matchers: matchersField(mode).optional(),
        equal: labelNamesField(mode, 'equal list').optional(),
      },
      { error: wants('an object with source_matchers, target_matchers and equal') },
    )
    .transform(
      (file): InhibitRule => ({
        name: file.name ?? '',
        source: sortMatchers([
          ...(file.source_match ?? []),
          ...(file.source_match_re ?? []),
          ...(file.source_matchers ?? []),
        ]),
        target: sortMatchers([
          ...(file.target_match ?? []),
          ...(file.target_match_re ?? []),
          ...(file.target_matchers ?? []),
        ]),
        equal: file.equal ?? [],
      }),
    )
  return z.array(rule, { error: 'must be a list of inhibition rules' }).optional()
}
