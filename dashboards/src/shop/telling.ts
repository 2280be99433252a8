/** What the shop says of single requests: log lines and traces. */
import type { Row } from '../kit/dashboard.ts'
import { BAD, colored, WARN } from '../kit/look.ts'
import { linesPanel, logsPanel, tracesPanel } from '../kit/panels/index.ts'
import { logLines, logText, traces } from '../kit/queries.ts'

// Loki refuses a selector that an empty label would satisfy, and All is such a one: hence the first matcher.
const LOGS = '{service_name=~".+", service_name=~"$service"}'

export const telling: Row = {
  title: 'Logs and traces',
  panels: [
    linesPanel({
      title: 'Log lines by level',
      description: 'Lines per interval. A wall of errors begins with the line that explains it.',
      width: 24,
      height: 6,
      unit: 'short',
      source: 'loki',
      bars: true,
      stacked: true,
      looks: [colored('error', BAD), colored('warn', WARN), colored('info', 'blue'), colored('debug', 'text')],
      queries: [logLines(`sum by (detected_level) (count_over_time(${LOGS} [$__auto]))`, '{{detected_level}}')],
    }),
    logsPanel({
      title: 'Errors and warnings',
      description: 'The newest lines of level warning and above. Open one for its fields; trace_id leads to the trace.',
      width: 12,
      height: 12,
      queries: [logText(`${LOGS} | detected_level=~"warn|error|critical|fatal"`, 200)],
    }),
    tracesPanel({
      title: 'Failed and slow requests',
      description: 'The newest traces of requests that failed or took longer than the objective of 500 ms.',
      width: 12,
      height: 12,
      queries: [traces('{ resource.service.name =~ "$service" && (status = error || duration > 500ms) }', 30)],
    }),
  ],
}
