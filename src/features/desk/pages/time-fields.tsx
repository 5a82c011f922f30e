import { DateTimeField } from '../../../http/components/fields.tsx'
import { dateTimeValue } from '../../../http/components/values.tsx'
import type { Id } from '../../../kernel/ids.ts'
import { noValues, type FormValues } from '../../person/pages/form-parts.tsx'
import type { ShownHelper } from '../show-helpers.ts'
import type { Visit } from '../model/requests.ts'
import { inShanghai } from './parts.tsx'

type FieldsProps = {
  readonly visit: Visit
  readonly helpers: ReadonlyMap<Id, ShownHelper>
  /** What was typed, when the form comes back. */
  readonly values?: FormValues
  /** Where nothing was claimed yet: when the form is opened. */
  readonly endsAt?: Visit['endedAt']
}

/** When each helper came and left. */
export function HelperTimeFields({
  visit,
  helpers,
  values = noValues,
  endsAt = null,
}: FieldsProps) {
  return (
    <>
      {visit.helpers.map(({ personId, startedAt, endedAt }, index) => {
        const start = startedAt ?? visit.startedAt
        const end = endedAt ?? visit.endedAt ?? endsAt
        const name = visit.helpers.length > 1 ? `${helpers.get(personId)?.name ?? ''} ` : ''
        return (
          <>
            <DateTimeField
              name={`startedAt-${index}`}
              label={`${name}开始`}
              required
              value={values.text(`startedAt-${index}`) || (start ? dateTimeValue(start) : '')}
            />
            <DateTimeField
              name={`endedAt-${index}`}
              label={`${name}结束`}
              required
              value={values.text(`endedAt-${index}`) || (end ? dateTimeValue(end) : '')}
            />
          </>
        )
      })}
    </>
  )
}

export function helperTimesIn(values: FormValues, visit: Visit) {
  return visit.helpers.map(({ personId }, index) => ({
    personId,
    startedAt: inShanghai(values.text(`startedAt-${index}`)),
    endedAt: inShanghai(values.text(`endedAt-${index}`)),
  }))
}
