/**
 * The templates that Alertmanager's integrations use unless told otherwise, and that users' files call.
 * Names and output are the contract. Source: Alertmanager `template/default.tmpl`.
 */

const define = (name: string, body: string): string => `{{ define "${name}" }}${body}{{ end }}`
const call = (name: string, data = '.'): string => `{{ template "${name}" ${data} }}`

const SUBJECT = [
  '[{{ .Status | toUpper }}{{ if eq .Status "firing" }}:{{ len .Alerts.Firing }}{{ end }}]',
  ' {{ .GroupLabels.Values.Join " " }} ',
  '{{ with .CommonLabels.Remove .GroupLabels.Names }}({{ .Values.Join " " }}){{ end }}',
].join('')

const ANNOTATIONS = '{{ .CommonAnnotations.Values.Join " " }}\n'

/** One line for each pair of labels or annotations. */
const pairs = (field: string, indent: string): string =>
  `${field}:\n{{ range .${field}.SortedPairs }}${indent}- {{ .Name }} = {{ .Value }}\n{{ end }}`

const TEXT_LIST = `{{ range . }}${pairs('Labels', ' ')}${pairs('Annotations', ' ')}Source: {{ .GeneratorURL }}\n{{ end }}`
const MARKDOWN_LIST = `{{ range . }}\n${pairs('Labels', '  ')}\n${pairs('Annotations', '  ')}\nSource: {{ .GeneratorURL }}\n{{ end }}\n`

interface Style {
  readonly heading: string
  readonly list: string
  /** Around a section that is there. */
  readonly edge: string
}

const TIGHT: Style = { heading: '', list: '__text_alert_list', edge: '' }
const LOOSE: Style = { heading: '', list: '__text_alert_list', edge: '\n' }
const MARKDOWN: Style = { heading: '# ', list: '__text_alert_list_markdown', edge: '\n' }

/** Firing alerts, a blank line, resolved alerts. */
function sections({ heading, list, edge }: Style): string {
  return ['Firing', 'Resolved']
    .map((kind) => `{{ with .Alerts.${kind} }}${edge}${heading}Alerts ${kind}:\n${call(list)}${edge}{{ end }}`)
    .join('\n')
}

const PRIORITY = [
  '{{ $priority := "" }}',
  '{{ range $alerts := list .Alerts.Firing .Alerts.Resolved }}{{ if not $priority }}{{ range $alerts }}',
  '{{ $severity := .Labels.severity }}',
  '{{ if eq $severity "critical" }}{{ $priority = "High" }}',
  '{{ else if eq $severity "warning" }}{{ if ne $priority "High" }}{{ $priority = "Medium" }}{{ end }}',
  '{{ else if and (eq $severity "info") (not $priority) }}{{ $priority = "Low" }}{{ end }}',
  '{{ end }}{{ end }}{{ end }}{{ $priority }}',
].join('')

const COLOR = '{{ if eq .Status "firing" }}danger{{ else }}good{{ end }}'

const BODIES: Readonly<Record<string, string>> = {
  __alertmanager: 'Alertmanager',
  __alertmanagerURL: '{{ .ExternalURL }}/#/alerts?receiver={{ urlquery .Receiver }}',
  __subject: SUBJECT,
  __description: '',
  __text_alert_list: TEXT_LIST,
  __text_alert_list_markdown: MARKDOWN_LIST,
  'opsgenie.default.description': ANNOTATIONS + sections(TIGHT),
  'victorops.default.state_message': ANNOTATIONS + sections(TIGHT),
  'wechat.default.message': `${call('__subject')}\n${ANNOTATIONS}${sections(TIGHT)}\nAlertmanagerUrl:\n${call('__alertmanagerURL')}`,
  'telegram.default.message': `\n${sections(LOOSE)}\n`,
  'discord.default.message': `\n${sections(LOOSE)}\n`,
  'pushover.default.message': `${ANNOTATIONS}${sections(LOOSE)}\n`,
  'sns.default.message': `${ANNOTATIONS}${sections(LOOSE)}\n`,
  'webex.default.message': `${ANNOTATIONS}${sections(LOOSE)}\n`,
  'msteams.default.text': `\n${sections(MARKDOWN)}\n`,
  'msteamsv2.default.text': `\n${sections(MARKDOWN)}\n`,
  'jira.default.description': `\n${sections(MARKDOWN)}\n`,
  'mattermost.default.text': `\n${sections(MARKDOWN)}\n`,
  'jira.default.priority': PRIORITY,
  'slack.default.color': COLOR,
  'mattermost.default.color': COLOR,
  'slack.default.fallback': `${call('slack.default.title')} | ${call('slack.default.titlelink')}`,
  'mattermost.default.fallback': `${call('mattermost.default.title')} | ${call('mattermost.default.titlelink')}`,
  'pagerduty.default.instances': call('__text_alert_list'),
}

/** Names that say the same as another template. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  __subject: [
    'email.default.subject',
    'slack.default.title',
    'pagerduty.default.description',
    'opsgenie.default.message',
    'victorops.default.entity_display_name',
    'pushover.default.title',
    'sns.default.subject',
    'discord.default.title',
    'msteams.default.summary',
    'msteams.default.title',
    'msteamsv2.default.title',
    'jira.default.summary',
    'rocketchat.default.title',
    'mattermost.default.title',
  ],
  __alertmanager: [
    'slack.default.username',
    'pagerduty.default.client',
    'victorops.default.monitoring_tool',
    'rocketchat.default.alias',
    'mattermost.default.username',
  ],
  __alertmanagerURL: [
    'slack.default.titlelink',
    'pagerduty.default.clientURL',
    'opsgenie.default.source',
    'pushover.default.url',
    'rocketchat.default.titlelink',
    'mattermost.default.titlelink',
  ],
}

/** Names that are there to be defined by users. */
const EMPTY = [
  'slack.default.callbackid',
  'slack.default.pretext',
  'slack.default.iconemoji',
  'slack.default.iconurl',
  'slack.default.text',
  'slack.default.footer',
  'wechat.default.to_user',
  'wechat.default.to_party',
  'wechat.default.to_tag',
  'wechat.default.agent_id',
  'discord.default.content',
  'rocketchat.default.emoji',
  'rocketchat.default.iconurl',
  'rocketchat.default.text',
]

export const TEXT_DEFAULTS: string = [
  ...Object.entries(BODIES).map(([name, body]) => define(name, body)),
  ...Object.entries(SAME).flatMap(([same, names]) => names.map((name) => define(name, call(same)))),
  ...EMPTY.map((name) => define(name, '')),
].join('\n')
