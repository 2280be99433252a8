import type { ReactNode } from 'react'
import { Icon, type IconName } from './Icon.tsx'

/** Nothing to show, and what to try. `command` is for a shell. */
export function EmptyState(props: {
  readonly icon: IconName
  readonly title: string
  readonly text: ReactNode
  readonly command?: string
  readonly after?: string
}) {
  return (
    <div className="empty">
      <Icon name={props.icon} />
      <h2>{props.title}</h2>
      <p>{props.text}</p>
      {props.command !== undefined && <pre className="command">{props.command}</pre>}
      {props.after !== undefined && <p>{props.after}</p>}
    </div>
  )
}
