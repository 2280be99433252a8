/** Names of the pages. */
export const navEn = {
  label: 'Pages',
  alerts: 'Alerts',
  deliveries: 'Deliveries',
  tickets: 'Tickets',
  silences: 'Silences',
  history: 'History',
  receivers: 'Receivers',
  onCall: 'On call',
} as const

export const navZh = {
  label: '页面',
  alerts: '告警',
  deliveries: '投递',
  tickets: '工单',
  silences: '静默',
  history: '历史',
  receivers: '接收方',
  onCall: '值班',
} as const
