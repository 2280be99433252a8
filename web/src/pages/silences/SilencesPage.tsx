import { useTranslation } from 'react-i18next'
import { useMatch, useNavigate, useSearchParams } from 'react-router'
import { useNow } from '../../clock/clock.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Loading } from '../../components/Loading.tsx'
import { rememberedCreator } from '../../data/remembered.ts'
import { type Silence, useSilences } from '../../data/silences.ts'
import { draftOf, newDraft } from './drafts.ts'
import { SilenceForm } from './SilenceForm.tsx'
import { SilenceRow } from './SilenceRow.tsx'

const states = ['active', 'pending', 'expired'] as const
const shownExpired = 20

/**
 * What keeps alerts from being told because somebody said so. The form opens by the address: `?new={…}` or `?edit=ID`, or as
 * links to Alertmanager have it, `/new?filter={…}`.
 */
export function SilencesPage() {
  const { t } = useTranslation()
  const now = useNow()
  const [search, setSearch] = useSearchParams()
  const asAlertmanager = useMatch('/silences/new')
  const navigate = useNavigate()
  const silences = useSilences().data
  if (silences === undefined) return <Loading />
  const edited = silences.find(({ id }) => id === search.get('edit'))
  const matchers = search.get('new') ?? (asAlertmanager ? (search.get('filter') ?? '') : null)
  const close = (): void => void navigate('/silences')
  const editing =
    edited !== undefined
      ? draftOf(edited, now)
      : matchers === null
        ? undefined
        : newDraft(matchers, rememberedCreator(), now)
  return (
    <>
      <div className="section-head page-head">
        <h1 className="section-title">{t('silences.title')}</h1>
        {editing === undefined && (
          <button type="button" className="primary" onClick={() => setSearch({ new: '' })}>
            {t('silences.new')}
          </button>
        )}
      </div>
      {editing !== undefined && <SilenceForm key={edited?.id ?? matchers ?? ''} initial={editing} onDone={close} />}
      {silences.length === 0 && editing === undefined && (
        <EmptyState icon="bell" title={t('silences.empty')} text={t('silences.emptyText')} />
      )}
      {states.map((state) => (
        <Section
          key={state}
          state={state}
          silences={silences.filter(({ status }) => status.state === state)}
          onEdit={({ id }) => {
            setSearch({ edit: id })
            document.getElementById('main')?.scrollIntoView()
          }}
        />
      ))}
    </>
  )
}

function Section(props: {
  readonly state: Silence['status']['state']
  readonly silences: readonly Silence[]
  readonly onEdit: (silence: Silence) => void
}) {
  const { state, silences, onEdit } = props
  const { t } = useTranslation()
  if (silences.length === 0) return null
  const shown = state === 'expired' ? silences.slice(0, shownExpired) : silences
  return (
    <section className="section" aria-labelledby={`silences-${state}`}>
      <h2 className="section-title" id={`silences-${state}`}>
        {t(`silences.state.${state}`)} <span className="count">{silences.length}</span>
      </h2>
      <ul className="card">
        {shown.map((silence) => (
          <SilenceRow key={silence.id} silence={silence} onEdit={() => onEdit(silence)} />
        ))}
      </ul>
    </section>
  )
}
