import { useTranslation } from 'react-i18next'
import { Refusal } from '../data/ask.ts'
import { Icon } from './Icon.tsx'

/** The router's own words, where it had some. */
export function Fault({ error }: { readonly error: Error }) {
  const { t } = useTranslation()
  return (
    <p className="form-fault" role="alert">
      <Icon name="warning" />
      {error instanceof Refusal ? t('refused', { reason: error.message }) : t('noAnswer')}
    </p>
  )
}
