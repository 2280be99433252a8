/** One look: is the path whole? */
import type { Row } from '../kit/dashboard.ts'
import { runbook } from '../kit/links.ts'
import { BAD, NONE_ALLOWED, OK, REQUIRED, steps, WARN, words } from '../kit/look.ts'
import { statPanel } from '../kit/panels/index.ts'
import { chosen, orZero } from '../kit/promql.ts'
import { now } from '../kit/queries.ts'
import { OPEN } from './told.ts'

export const whole: Row = {
  title: 'Is the path whole?',
  panels: [
    statPanel({
      title: 'Watchdog',
      description:
        'An alert that always fires. Silent means that Prometheus evaluates no rules: nobody is told anything.',
      width: 3,
      height: 4,
      unit: 'none',
      steps: REQUIRED,
      mappings: words({ text: 'silent', color: BAD }, { text: 'firing', color: OK }),
      links: [runbook('Watchdog')],
      queries: [now(orZero('max(ALERTS{alertname="Watchdog", alertstate="firing"})'))],
    }),
    statPanel({
      title: 'Received, 5 min',
      description:
        'Alerts that reached the router in 5 minutes. Prometheus repeats each firing one every minute, the Watchdog too: 0 means that the way to the router is cut.',
      width: 3,
      height: 4,
      unit: 'none',
      decimals: 0,
      steps: REQUIRED,
      links: [runbook('Watchdog')],
      queries: [now(orZero(`sum(increase(tocsin_alerts_received_total${chosen()}[5m]))`))],
    }),
    statPanel({
      title: 'Waiting',
      description: 'Messages that are decided and have not arrived, all receivers.',
      width: 3,
      height: 4,
      unit: 'none',
      steps: steps(OK, [5, WARN], [20, BAD]),
      links: [runbook('DeliveriesStuck')],
      queries: [now(orZero(`sum(tocsin_deliveries${chosen(OPEN)})`))],
    }),
    statPanel({
      title: 'Oldest waiting',
      description: 'Age of the oldest message that has not arrived. Over 5 minutes DeliveriesStuck fires.',
      width: 3,
      height: 4,
      unit: 's',
      decimals: 0,
      steps: steps(OK, [60, WARN], [300, BAD]),
      links: [runbook('DeliveriesStuck')],
      queries: [now(`max(tocsin_deliveries_waiting_oldest_age_seconds${chosen()})`)],
    }),
    statPanel({
      title: 'Refused for good',
      description:
        'Messages on record that a channel refused and that are not tried again: somebody was not told. The console has the reason.',
      width: 3,
      height: 4,
      unit: 'none',
      steps: NONE_ALLOWED,
      links: [runbook('DeliveriesRejected')],
      queries: [now(orZero(`sum(tocsin_deliveries${chosen('state="rejected"')})`))],
    }),
    statPanel({
      title: 'Send errors, 15 min',
      description: 'Alerts that Prometheus could not hand to the router or dropped in 15 minutes.',
      width: 3,
      height: 4,
      unit: 'none',
      decimals: 0,
      steps: NONE_ALLOWED,
      links: [runbook('PrometheusNotificationErrors')],
      queries: [
        now(
          orZero(
            `sum(increase(prometheus_notifications_errors_total${chosen()}[15m]) or increase(prometheus_notifications_dropped_total${chosen()}[15m]))`,
          ),
        ),
      ],
    }),
    statPanel({
      title: 'Configuration',
      description: 'Whether the router took its last configuration. When refused it works on with the last good one.',
      width: 3,
      height: 4,
      unit: 'none',
      steps: REQUIRED,
      mappings: words({ text: 'refused', color: BAD }, { text: 'in force', color: OK }),
      none: 'no router',
      links: [runbook('ConfigReloadFailed')],
      queries: [now(`min(tocsin_config_last_reload_successful${chosen()})`)],
    }),
    statPanel({
      title: 'Rules',
      description:
        'Whether what stands in alert-rules/ is in force. When refused, the last good rules go on working and your edit does not.',
      width: 3,
      height: 4,
      unit: 'none',
      steps: NONE_ALLOWED,
      mappings: words({ text: 'in force', color: OK }, { text: 'refused', color: BAD }),
      none: 'not watched',
      links: [runbook('RulesRefused')],
      queries: [now(`max(tocsin_rules_refused${chosen()})`)],
    }),
  ],
}
