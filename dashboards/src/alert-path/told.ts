/** From the decision to the person. */
import type { Row } from '../kit/dashboard.ts'
import { runbook } from '../kit/links.ts'
import { BAD, colored, OK, steps, WARN } from '../kit/look.ts'
import { linesPanel } from '../kit/panels/index.ts'
import { chosen, quantile, rate, sumBy } from '../kit/promql.ts'
import { lines } from '../kit/queries.ts'

/** States of a message that has not ended. */
export const OPEN = 'state=~"waiting|sending|retrying"'

export const told: Row = {
  title: 'Told: from the decision to the person',
  panels: [
    linesPanel({
      title: 'Delivered',
      description: 'Messages per second that a channel accepted, by receiver.',
      width: 8,
      height: 8,
      unit: 'ops',
      queries: [
        lines(
          sumBy(['receiver', 'channel'], rate('tocsin_delivery_attempts_total', 'outcome="sent"')),
          '{{receiver}} ({{channel}})',
        ),
      ],
    }),
    linesPanel({
      title: 'Failed attempts',
      description:
        'Calls per second that did not end well: retry comes again, unknown may have arrived and comes again with the same key, reject is over.',
      width: 8,
      height: 8,
      unit: 'ops',
      links: [runbook('DeliveriesStuck')],
      queries: [
        lines(
          sumBy(['receiver', 'channel', 'outcome'], rate('tocsin_delivery_attempts_total', 'outcome!="sent"')),
          '{{receiver}} ({{channel}}): {{outcome}}',
        ),
      ],
    }),
    linesPanel({
      title: 'Time to delivery',
      description: 'From the decision to the acceptance by the channel, per receiver.',
      width: 8,
      height: 8,
      unit: 's',
      queries: [0.5, 0.99].map((q) =>
        lines(quantile(q, 'tocsin_delivery_duration_seconds', ['receiver']), `{{receiver}} P${q * 100}`),
      ),
    }),
    linesPanel({
      title: 'Waiting by receiver',
      description:
        'Messages that have not arrived. A rising line is a channel that refuses, limits or does not answer.',
      width: 8,
      height: 8,
      unit: 'none',
      links: [runbook('DeliveriesStuck')],
      queries: [lines(sumBy(['receiver'], `tocsin_deliveries${chosen(OPEN)}`), '{{receiver}}')],
    }),
    linesPanel({
      title: 'Age of the oldest by receiver',
      description: 'How long the oldest message of each receiver waits. Over the dashed line DeliveriesStuck fires.',
      width: 8,
      height: 8,
      unit: 's',
      limits: steps('transparent', [300, BAD]),
      links: [runbook('DeliveriesStuck')],
      queries: [lines(`max by (receiver) (tocsin_deliveries_waiting_oldest_age_seconds${chosen()})`, '{{receiver}}')],
    }),
    linesPanel({
      title: 'Messages on record by state',
      description:
        'Everything the router remembers. Superseded gave way to newer news of the same group before it was tried.',
      width: 8,
      height: 8,
      unit: 'none',
      looks: [colored('sent', OK), colored('rejected', BAD), colored('retrying', WARN), colored('superseded', 'text')],
      queries: [lines(sumBy(['state'], `tocsin_deliveries${chosen()}`), '{{state}}')],
    }),
  ],
}
