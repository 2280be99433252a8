/** A Node.js process, for any service that exposes the default metrics of prom-client. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { dashboard, type Row } from './kit/dashboard.ts'
import { runbook } from './kit/links.ts'
import { BAD, colored, FACTUAL, OK, steps, WARN } from './kit/look.ts'
import { linesPanel, statPanel } from './kit/panels/index.ts'
import { chosen, rate, sumBy } from './kit/promql.ts'
import { lines, now } from './kit/queries.ts'

/** Every program has process metrics; this keeps those that are Node.js. */
const ofNode = (expr: string): string => `${expr} and on (job, instance) nodejs_version_info${chosen()}`

const EACH = '{{service}} {{instance}}'

const heapUse = `nodejs_heap_size_used_bytes${chosen()} / nodejs_heap_size_limit_bytes${chosen()}`

const worst: Row = {
  title: 'The worst of the chosen processes',
  panels: [
    statPanel({
      title: 'Processes',
      description: 'Node.js processes that answer scrapes.',
      width: 4,
      height: 4,
      unit: 'none',
      steps: FACTUAL,
      none: '0',
      queries: [now(`count(nodejs_version_info${chosen()})`)],
    }),
    statPanel({
      title: 'Starts in the last hour',
      description: 'More than the deployments you know of means crashes. A blue mark on the graphs is a start.',
      width: 4,
      height: 4,
      unit: 'none',
      steps: steps(OK, [1, WARN], [3, BAD]),
      links: [runbook('ProcessRestartLoop')],
      queries: [now(`sum(${ofNode(`changes(process_start_time_seconds${chosen()}[1h])`)})`)],
    }),
    statPanel({
      title: 'Event loop lag',
      description: 'How late timers and answers are because something blocks the thread. Over 100 ms users notice.',
      width: 4,
      height: 4,
      unit: 's',
      decimals: 0,
      steps: steps(OK, [0.05, WARN], [0.1, BAD]),
      links: [runbook('NodeEventLoopLag')],
      queries: [now(`max(nodejs_eventloop_lag_p99_seconds${chosen()})`)],
    }),
    statPanel({
      title: 'CPU, busiest',
      description: 'Processor time of the busiest process; 100 % is one core, all that one JavaScript thread can use.',
      width: 4,
      height: 4,
      unit: 'percentunit',
      decimals: 0,
      steps: steps(OK, [0.7, WARN], [0.9, BAD]),
      links: [runbook('NodeCpuSaturated')],
      queries: [now(`max(${ofNode(rate('process_cpu_seconds_total'))})`)],
    }),
    statPanel({
      title: 'Memory, largest',
      description: 'Resident memory of the largest process.',
      width: 4,
      height: 4,
      unit: 'bytes',
      decimals: 0,
      steps: FACTUAL,
      links: [runbook('OutOfMemory')],
      queries: [now(`max(${ofNode(`process_resident_memory_bytes${chosen()}`)})`)],
    }),
    statPanel({
      title: 'File descriptors',
      description:
        'Open descriptors of those the process may have, for the fullest one. At 100 % it accepts no connection.',
      width: 4,
      height: 4,
      unit: 'percentunit',
      decimals: 0,
      steps: steps(OK, [0.6, WARN], [0.8, BAD]),
      links: [runbook('ProcessFdsNearLimit')],
      queries: [now(`max(${ofNode(`process_open_fds${chosen()} / process_max_fds${chosen()}`)})`)],
    }),
  ],
}

const thread: Row = {
  title: 'Thread',
  panels: [
    linesPanel({
      title: 'Event loop lag, P99',
      description:
        'The thread was busy this long before it came back to waiting work. Over the dashed line something blocks it.',
      width: 8,
      height: 8,
      unit: 's',
      limits: steps('transparent', [0.1, BAD]),
      links: [runbook('NodeEventLoopLag')],
      queries: [lines(`nodejs_eventloop_lag_p99_seconds${chosen()}`, EACH)],
    }),
    linesPanel({
      title: 'Event loop lag, P50',
      description:
        'What most work waits. It rests near 10 ms, the resolution of the measurement; higher means constant load.',
      width: 8,
      height: 8,
      unit: 's',
      queries: [lines(`nodejs_eventloop_lag_p50_seconds${chosen()}`, EACH)],
    }),
    linesPanel({
      title: 'CPU',
      description: 'Processor time, all threads of the process; 100 % is one core.',
      width: 8,
      height: 8,
      unit: 'percentunit',
      links: [runbook('NodeCpuSaturated')],
      queries: [lines(ofNode(rate('process_cpu_seconds_total')), EACH)],
    }),
  ],
}

const memory: Row = {
  title: 'Memory',
  panels: [
    linesPanel({
      title: 'Resident memory',
      description: 'What the system has given to the process. A container is killed when this meets its limit.',
      width: 8,
      height: 8,
      unit: 'bytes',
      links: [runbook('OutOfMemory')],
      queries: [lines(ofNode(`process_resident_memory_bytes${chosen()}`), EACH)],
    }),
    linesPanel({
      title: 'Heap in use',
      description: 'JavaScript objects. A saw that climbs from tooth to tooth is a leak.',
      width: 8,
      height: 8,
      unit: 'bytes',
      links: [runbook('NodeHeapNearLimit')],
      queries: [lines(`nodejs_heap_size_used_bytes${chosen()}`, EACH)],
    }),
    linesPanel({
      title: 'Heap in use, of the limit',
      description:
        'At 100 % V8 ends the process; near it the process collects without end. prom-client alone does not expose the limit, nodejs_heap_size_limit_bytes; our services do.',
      width: 8,
      height: 8,
      unit: 'percentunit',
      max: 1,
      limits: steps('transparent', [0.9, BAD]),
      links: [runbook('NodeHeapNearLimit')],
      queries: [lines(heapUse, EACH)],
    }),
    linesPanel({
      title: 'Heap spaces in use',
      description:
        'Which part of the heap grows: new for short-lived objects, old for those that stay, large_object for big buffers and arrays. All chosen processes together.',
      width: 8,
      height: 8,
      unit: 'bytes',
      stacked: true,
      queries: [lines(`${sumBy(['space'], `nodejs_heap_space_size_used_bytes${chosen()}`)} > 0`, '{{space}}')],
    }),
    linesPanel({
      title: 'Heap spaces reserved',
      description: 'What V8 has reserved for each space. All chosen processes together.',
      width: 8,
      height: 8,
      unit: 'bytes',
      stacked: true,
      queries: [lines(`${sumBy(['space'], `nodejs_heap_space_size_total_bytes${chosen()}`)} > 0`, '{{space}}')],
    }),
    linesPanel({
      title: 'Outside the heap',
      description: 'Memory of objects that live outside the JavaScript heap, such as buffers.',
      width: 8,
      height: 8,
      unit: 'bytes',
      queries: [lines(`nodejs_external_memory_bytes${chosen()}`, EACH)],
    }),
  ],
}

const KINDS = [
  colored('major', BAD),
  colored('minor', 'blue'),
  colored('incremental', 'yellow'),
  colored('weakcb', 'text'),
]

const gc = (title: string, description: string, unit: string, expr: string): Builder<Panel> =>
  linesPanel({ title, description, width: 6, height: 8, unit, looks: KINDS, queries: [lines(expr, '{{kind}}')] })

const rest: Row = {
  title: 'Garbage collection and handles',
  panels: [
    gc(
      'Time in garbage collection',
      "Share of one thread's time that goes into collection, by kind. Over 10 % of major is a heap that is too small.",
      'percentunit',
      sumBy(['kind'], rate('nodejs_gc_duration_seconds_sum')),
    ),
    gc(
      'Longest pauses, P99',
      'Upper bound of 99 % of the pauses, by kind. Every request waits during a pause.',
      's',
      `histogram_quantile(0.99, ${sumBy(['le', 'kind'], rate('nodejs_gc_duration_seconds_bucket'))})`,
    ),
    linesPanel({
      title: 'Open file descriptors',
      description: 'Files and sockets. A line that only climbs is a leak.',
      width: 6,
      height: 8,
      unit: 'none',
      links: [runbook('ProcessFdsNearLimit')],
      queries: [lines(ofNode(`process_open_fds${chosen()}`), EACH)],
    }),
    linesPanel({
      title: 'Active handles',
      description: 'What keeps the event loop alive, by type: sockets, servers, timers. All chosen processes together.',
      width: 6,
      height: 8,
      unit: 'none',
      queries: [lines(sumBy(['type'], `nodejs_active_handles${chosen()}`), '{{type}}')],
    }),
  ],
}

export const nodejs = (): Dashboard =>
  dashboard({
    uid: 'tocsin-nodejs',
    title: 'Tocsin Node.js',
    description:
      'Thread, memory, garbage collection and handles of Node.js processes, from the default metrics of prom-client.',
    tags: ['use', 'nodejs'],
    sources: ['prometheus'],
    targets: { metrics: ['nodejs_version_info'] },
    rows: [worst, thread, memory, rest],
  })
