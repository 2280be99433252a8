export { promtoolOf } from './run.ts'
export { runRuleTests, type TestFailure } from './tests.ts'
export { judgeMetricRules, verifyMetricRules } from './verify.ts'
