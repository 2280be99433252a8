import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../components/EmptyState.tsx'
import { LabelChips } from '../../components/LabelChips.tsx'
import { Loading } from '../../components/Loading.tsx'
import { Moment } from '../../components/Moment.tsx'
import { Pill, type Tone } from '../../components/Pill.tsx'
import { WebLink } from '../../components/WebLink.tsx'
import type { TicketView } from '../../data/contract.ts'
import { useTickets } from '../../data/tickets.ts'
import { labelsKey } from '../../format/labels.ts'
import { webAddress } from '../../format/links.ts'

const stallDatabase = `curl -X PUT http://127.0.0.1:8082/faults/dbTimeout \\
  -H 'content-type: application/json' -d '{"share":0.2}'`

const tones: Readonly<Record<TicketView['status'], Tone>> = {
  creating: 'busy',
  open: 'odd',
  ended: 'good',
  closed: 'calm',
}

/** Tickets the router opened, the last changed first. */
export function TicketsPage() {
  const { t } = useTranslation()
  const tickets = useTickets().data
  if (tickets === undefined) return <Loading />
  if (tickets.length === 0) {
    return (
      <>
        <h1 className="hidden-text">{t('tickets.title')}</h1>
        <EmptyState icon="check" title={t('tickets.empty')} text={t('tickets.emptyText')} command={stallDatabase} />
      </>
    )
  }
  const sorted = [...tickets].sort(
    (a, b) => (b.updatedAt ?? b.openedAt ?? Infinity) - (a.updatedAt ?? a.openedAt ?? Infinity),
  )
  return (
    <section className="section" aria-labelledby="tickets-title">
      <h1 className="section-title" id="tickets-title">
        {t('tickets.title')} <span className="count">{tickets.length}</span>
      </h1>
      <div className="card">
        <table className="tickets">
          <thead>
            <tr>
              <th scope="col">{t('tickets.statusLabel')}</th>
              <th scope="col">{t('tickets.ticket')}</th>
              <th scope="col">{t('tickets.about')}</th>
              <th scope="col">{t('tickets.receiver')}</th>
              <th scope="col">{t('tickets.opened')}</th>
              <th scope="col">{t('tickets.updated')}</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((ticket) => (
              <TicketRow key={`${ticket.receiver} ${ticket.id} ${labelsKey(ticket.groupLabels)}`} ticket={ticket} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function TicketRow({ ticket }: { readonly ticket: TicketView }) {
  const { t } = useTranslation()
  return (
    <tr>
      <td>
        <Pill tone={tones[ticket.status]}>{t(`tickets.status.${ticket.status}`)}</Pill>
      </td>
      <td className="ticket-id">
        <TicketId ticket={ticket} />
      </td>
      <td>
        <LabelChips labels={ticket.groupLabels} />
      </td>
      <td data-name={t('tickets.receiver')}>{ticket.receiver}</td>
      <td data-name={t('tickets.opened')}>{ticket.openedAt === undefined ? '—' : <Moment at={ticket.openedAt} />}</td>
      <td data-name={t('tickets.updated')}>
        {ticket.updatedAt === undefined ? '—' : <Moment at={ticket.updatedAt} as="ago" />}
      </td>
    </tr>
  )
}

function TicketId({ ticket }: { readonly ticket: TicketView }) {
  const { t } = useTranslation()
  if (ticket.id === undefined) return <span className="muted">{t('tickets.noId')}</span>
  if (webAddress(ticket.url) === undefined) return <code>{ticket.id}</code>
  return <WebLink address={ticket.url} text={ticket.id} />
}
