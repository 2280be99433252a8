import { headline, type Labels } from '../format/labels.ts'

/** Alert name and service of a set of labels. */
export function Subject({ labels, otherwise }: { readonly labels: Labels; readonly otherwise: string }) {
  const { name, service } = headline(labels)
  return (
    <span className="subject">
      <span className="subject-name">{name === '' ? otherwise : name}</span>
      {service !== undefined && <span className="subject-service">{service}</span>}
    </span>
  )
}
