import { useTranslation } from 'react-i18next'
import type { DeliveryState } from '../data/contract.ts'
import { Icon, type IconName } from './Icon.tsx'
import { Pill, type Tone } from './Pill.tsx'

const looks: Readonly<Record<DeliveryState, { readonly tone: Tone; readonly icon: IconName }>> = {
  waiting: { tone: 'busy', icon: 'clock' },
  sending: { tone: 'busy', icon: 'clock' },
  retrying: { tone: 'odd', icon: 'retry' },
  sent: { tone: 'good', icon: 'check' },
  rejected: { tone: 'bad', icon: 'cross' },
  superseded: { tone: 'calm', icon: 'skip' },
}

/** Did it arrive? By colour, sign and word. */
export function StatePill({ state }: { readonly state: DeliveryState }) {
  const { t } = useTranslation()
  const { tone, icon } = looks[state]
  return (
    <Pill tone={tone}>
      <Icon name={icon} />
      {t(`state.${state}`)}
    </Pill>
  )
}
