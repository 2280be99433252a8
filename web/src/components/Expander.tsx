import { type ReactNode, useId, useState } from 'react'
import { Icon } from './Icon.tsx'

/** A button that shows and hides what belongs to it. Stays as it is while the data around it is refreshed. */
export function Expander({
  summary,
  name,
  children,
}: {
  readonly summary: ReactNode
  /** For people who hear the page: which thing's details these are. */
  readonly name: string
  readonly children: ReactNode
}) {
  const [open, setOpen] = useState(false)
  const id = useId()
  return (
    <>
      <button
        type="button"
        className="expander"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        <Icon name="chevron" />
        {summary}
        <span className="hidden-text"> {name}</span>
      </button>
      {open && (
        <div id={id} className="expanded">
          {children}
        </div>
      )}
    </>
  )
}
