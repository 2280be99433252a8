/** The mail that goes out unless told otherwise: `email.default.html`. Styles stand in the tags, as mail readers want them. */

const FONT = 'font-family: Helvetica, Arial, sans-serif; font-size: 14px; line-height: 1.5; color: #222'
const CARD =
  'width: 100%; max-width: 640px; margin: 16px auto; border-collapse: collapse; background: #fff; border: 1px solid #ddd'
const CELL = 'padding: 12px 20px; text-align: left; vertical-align: top'
const BUTTON =
  'display: inline-block; padding: 8px 16px; background: #2f6fb5; color: #fff; text-decoration: none; border-radius: 3px'

const pairs = (field: 'Labels' | 'Annotations'): string =>
  `{{ with .${field} }}<strong>${field}</strong><br>
{{ range .SortedPairs }}{{ .Name }} = {{ .Value }}<br>
{{ end }}{{ end }}`

const alerts = (kind: 'Firing' | 'Resolved'): string => `{{ with .Alerts.${kind} }}
<tr><td style="${CELL}; border-top: 1px solid #ddd"><strong>[{{ len . }}] ${kind}</strong></td></tr>
{{ range . }}<tr><td style="${CELL}">
${pairs('Labels')}${pairs('Annotations')}{{ with .GeneratorURL }}<a href="{{ . }}">Source</a>{{ end }}
</td></tr>
{{ end }}{{ end }}`

const HEADING = `{{ len .Alerts }} alert{{ if gt (len .Alerts) 1 }}s{{ end }} for{{ range .GroupLabels.SortedPairs }}
{{ .Name }}={{ .Value }}{{ end }}`

const PAGE = `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ template "__subject" . }}</title>
</head>
<body style="margin: 0; padding: 0 8px; background: #f4f4f4; ${FONT}">
<table role="presentation" style="${CARD}">
<tr><td style="${CELL}; font-size: 16px; color: #fff; background: {{ if .Alerts.Firing }}#c4391d{{ else }}#3f7d20{{ end }}">
${HEADING}
</td></tr>
<tr><td style="${CELL}">
<a href="{{ template "__alertmanagerURL" . }}" style="${BUTTON}">View in {{ template "__alertmanager" . }}</a>
</td></tr>
${alerts('Firing')}${alerts('Resolved')}
<tr><td style="${CELL}; border-top: 1px solid #ddd; font-size: 12px">
<a href="{{ .ExternalURL }}" style="color: #666">Sent by {{ template "__alertmanager" . }}</a>
</td></tr>
</table>
</body>
</html>
`

export const EMAIL_DEFAULTS = `{{ define "email.default.html" }}${PAGE}{{ end }}`
