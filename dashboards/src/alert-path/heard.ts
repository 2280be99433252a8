/** What comes in: from Prometheus, as alerts, as log lines, as edits of the rules. */
import type { Row } from '../kit/dashboard.ts'
import { runbook } from '../kit/links.ts'
import { BAD, colored, limitLine, NONE_ALLOWED, OK, steps, WARN } from '../kit/look.ts'
import { linesPanel, statPanel } from '../kit/panels/index.ts'
import { chosen, rate, sumBy } from '../kit/promql.ts'
import { lines, now } from '../kit/queries.ts'

export const decided: Row = {
  title: 'Heard and decided: the router',
  panels: [
    linesPanel({
      title: 'Received',
      description: 'Alerts per second by what they report. Invalid ones are refused with the reason.',
      width: 8,
      height: 8,
      unit: 'cps',
      looks: [colored('firing', WARN), colored('resolved', OK), colored('invalid', BAD)],
      queries: [lines(sumBy(['status'], rate('tocsin_alerts_received_total')), '{{status}}')],
    }),
    linesPanel({
      title: 'Decided to tell',
      description:
        'Notifications per second that grouping decided on, by receiver and reason. Far fewer than received: repeats are not told again.',
      width: 8,
      height: 8,
      unit: 'cps',
      queries: [
        lines(sumBy(['receiver', 'reason'], rate('tocsin_notifications_decided_total')), '{{receiver}}: {{reason}}'),
      ],
    }),
    linesPanel({
      title: 'Alerts and groups',
      description:
        'Alerts on record, and groups that have one firing. One group is one conversation with each receiver.',
      width: 8,
      height: 8,
      unit: 'none',
      looks: [colored('firing', BAD), colored('resolved', OK), colored('groups', 'blue')],
      queries: [
        lines(sumBy(['state'], `tocsin_alerts${chosen()}`), '{{state}}'),
        lines(`sum(tocsin_groups${chosen()})`, 'groups'),
      ],
    }),
  ],
}

export const sender: Row = {
  title: 'Sent: Prometheus to the router',
  panels: [
    linesPanel({
      title: 'Rule evaluation',
      description:
        'Evaluations per second that failed, and rounds that Prometheus skipped because the last one was not done. Above 0 some alerts cannot fire.',
      width: 6,
      height: 8,
      unit: 'cps',
      looks: [colored('failed', BAD), colored('skipped', WARN)],
      links: [runbook('PrometheusRuleFailures')],
      queries: [
        lines(sumBy([], rate('prometheus_rule_evaluation_failures_total')), 'failed'),
        lines(sumBy([], rate('prometheus_rule_group_iterations_missed_total')), 'skipped'),
      ],
    }),
    linesPanel({
      title: 'Notifications',
      description:
        'Alerts per second that Prometheus sends, that end in an error, and that it drops. Errors or drops above 0 are alerts that may be lost.',
      width: 6,
      height: 8,
      unit: 'cps',
      looks: [colored('sent', OK), colored('errors', WARN), colored('dropped', BAD)],
      links: [runbook('PrometheusNotificationErrors')],
      queries: [
        lines(sumBy([], rate('prometheus_notifications_sent_total')), 'sent'),
        lines(sumBy([], rate('prometheus_notifications_errors_total')), 'errors'),
        lines(sumBy([], rate('prometheus_notifications_dropped_total')), 'dropped'),
      ],
    }),
    linesPanel({
      title: 'Queue',
      description: 'Alerts that wait in Prometheus. At the dashed line the oldest are dropped.',
      width: 6,
      height: 8,
      unit: 'none',
      looks: [colored('waiting', 'blue'), limitLine('capacity', BAD)],
      links: [runbook('PrometheusNotificationQueueFull')],
      queries: [
        lines(`sum(prometheus_notifications_queue_length${chosen()})`, 'waiting'),
        lines(`sum(prometheus_notifications_queue_capacity${chosen()})`, 'capacity'),
      ],
    }),
    linesPanel({
      title: 'Routers known to Prometheus',
      description: 'Alertmanagers that Prometheus found. 0 means that it has nobody to tell.',
      width: 6,
      height: 8,
      unit: 'none',
      links: [runbook('PrometheusNotConnectedToRouter')],
      queries: [
        lines(`max by (instance) (prometheus_notifications_alertmanagers_discovered${chosen()})`, '{{instance}}'),
      ],
    }),
  ],
}

export const logs: Row = {
  title: 'Log rules and configuration',
  panels: [
    linesPanel({
      title: 'Log records',
      description:
        'Records per second that the log rules judged, and that were refused at the door (too large, malformed, or the engine is full).',
      width: 6,
      height: 8,
      unit: 'cps',
      looks: [colored('evaluated', 'blue'), colored('rejected', BAD)],
      links: [runbook('LogRecordsRejected')],
      queries: [
        lines(sumBy([], rate('tocsin_log_records_total')), 'evaluated'),
        lines(sumBy([], rate('tocsin_log_records_rejected_total')), 'rejected'),
      ],
    }),
    linesPanel({
      title: 'Log engine backlog',
      description:
        'Bytes of log records that wait for the engine. Growing means that lines arrive faster than they are judged.',
      width: 6,
      height: 8,
      unit: 'bytes',
      queries: [lines(`sum by (instance) (tocsin_log_engine_queued_bytes${chosen()})`, '{{instance}}')],
    }),
    linesPanel({
      title: 'Edits of the rules',
      description: 'Edits of alert-rules/ per interval that came into force or were refused.',
      width: 6,
      height: 8,
      unit: 'none',
      bars: true,
      looks: [colored('in-force', OK), colored('refused', BAD)],
      queries: [
        lines(sumBy(['outcome'], `increase(tocsin_rules_renders_total${chosen()}[$__rate_interval])`), '{{outcome}}'),
      ],
    }),
    statPanel({
      title: 'Configured',
      description: 'When the router last took a configuration.',
      width: 3,
      height: 8,
      unit: 'dateTimeFromNow',
      steps: steps('text'),
      none: 'no router',
      queries: [now(`max(tocsin_config_last_reload_success_timestamp_seconds${chosen()}) * 1000`)],
    }),
    statPanel({
      title: 'Rule problems',
      description: 'How many mistakes the refused edit has. The console shows each with its file, line and column.',
      width: 3,
      height: 8,
      unit: 'none',
      steps: NONE_ALLOWED,
      none: 'not watched',
      links: [runbook('RulesRefused')],
      queries: [now(`max(tocsin_rules_problems${chosen()})`)],
    }),
  ],
}
