import type { RenderAnswer } from '../../../data/contract.ts'
import { Card } from './Card.tsx'
import { Markdown } from './Markdown.tsx'

type Integration = RenderAnswer['integrations'][number]

/** One message, in the frame of a telephone where one would be read on it. */
export function Message({
  channel,
  message,
}: {
  readonly channel: string
  readonly message: Integration['messages'][number]
}) {
  const { format, fields } = message
  const facts = Object.entries(fields)
  return (
    <div className={format === 'json' ? 'shown-message' : 'shown-message phone'}>
      {facts.length > 0 && (
        <dl className="shown-fields">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <Content channel={channel} message={message} />
    </div>
  )
}

function Content({ channel, message: { format, fields, content } }: Parameters<typeof Message>[0]) {
  switch (format) {
    case 'markdown':
      return (
        <div className="bubble">
          <Markdown text={content} />
        </div>
      )
    case 'card':
      return (
        <div className="bubble">
          <Card json={content} title={fields['title'] ?? ''} />
        </div>
      )
    case 'html':
      // No script, no form, no address of this page: what a mail says stays in its frame.
      return <iframe className="mail" title={fields['subject'] ?? format} sandbox="" srcDoc={withoutSheets(content)} />
    case 'json':
      return <pre className="wire">{indented(content)}</pre>
    default:
      return <p className={channel === 'sms' ? 'bubble sms' : 'bubble'}>{content}</p>
  }
}

/** The console allows no style sheets but its own; a mail's is for dark mode only, its looks are in attributes. */
function withoutSheets(html: string): string {
  return html.replace(/<style>[\s\S]*?<\/style>/g, '')
}

function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2)
  } catch {
    return json
  }
}
