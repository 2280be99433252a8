/** Every rule, those of the linter first. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import type { Finding, Rule } from './model.ts'
import { OWN_RULES } from './own-rules.ts'
import { PANEL_RULES } from './panel-rules.ts'
import { TARGET_RULES } from './target-rules.ts'
import { TEMPLATE_RULES } from './template-rules.ts'

export const RULES: readonly Rule[] = [...TEMPLATE_RULES, ...PANEL_RULES, ...TARGET_RULES, ...OWN_RULES]

export const lint = (dashboard: Dashboard): Finding[] => RULES.flatMap(({ check }) => check(dashboard))
