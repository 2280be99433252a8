/** Alerts to try a receiver with, as Alertmanager's API v2 takes them. `now` in milliseconds since the epoch. */
export const EXAMPLES = ['one', 'many', 'over'] as const

export type ExampleName = (typeof EXAMPLES)[number]

export function exampleOf(name: ExampleName, now: number): readonly object[] {
  const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString()
  const alert = (instance: string, value: string) => ({
    labels: { alertname: 'CheckoutLatencyHigh', service: 'shop', severity: 'critical', instance },
    annotations: {
      summary: 'Checkout takes longer than 500 ms',
      summary_zh: '结账接口延迟超过 500 毫秒',
      description: 'Customers wait at checkout. Look at the database pool and at recent deployments first.',
      description_zh: '用户结账变慢。请先查看数据库连接池和最近的发布。',
      value,
      runbook_url: 'https://runbooks.example/checkout-latency',
    },
    startsAt: ago(12),
    generatorURL: 'https://prometheus.example/graph?g0.expr=latency',
  })
  switch (name) {
    case 'one':
      return [alert('db-1', '812 ms')]
    case 'many':
      return [alert('db-1', '812 ms'), alert('db-2', '640 ms'), { ...alert('db-3', '510 ms'), endsAt: ago(1) }]
    case 'over':
      return [{ ...alert('db-1', '812 ms'), endsAt: ago(1) }]
  }
}
