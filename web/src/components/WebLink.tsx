import { webAddress } from '../format/links.ts'
import { Icon } from './Icon.tsx'

/** A link out of the console in a new tab; nothing when the address is missing or is no web address. */
export function WebLink({ address, text }: { readonly address: string | undefined; readonly text: string }) {
  const href = webAddress(address)
  if (href === undefined) return null
  return (
    <a className="web-link" href={href} target="_blank" rel="noreferrer">
      {text}
      <Icon name="external" />
    </a>
  )
}
