import type { z } from '@hono/zod-openapi'
import { RadioGroup } from '../../../http/components/choices.tsx'
import { DateTimeField, Field, Select, TextArea } from '../../../http/components/fields.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import type { Id } from '../../../kernel/ids.ts'
import {
  fieldOf,
  optionsOf,
  type FormState,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import type { actWishSchema } from '../api/pairing-schemas.ts'
import { actNames, assistanceNames, deedNames } from '../messages/pairings.ts'
import type { ActKind } from '../model/pairings.ts'
import { at, orNull } from './parts.ts'

type Props = { communityId: Id; pairingId: Id; kind: ActKind } & FormState

/** One form for each kind of act: the fields that it has, and none for money. */
export function ActForm({ communityId, pairingId, kind, ...state }: Props) {
  const own = (name: string) => ({ ...fieldOf(state)(name), id: `${kind}-${name}-${pairingId}` })
  return (
    <FormWithKey
      action={at(`/care/pairings/${pairingId}/acts`, communityId)}
      hidden={{ kind }}
      label={actNames[kind]}
    >
      {kind === 'deed' && (
        <Select {...own('deed')} label="哪一件" required options={optionsOf(deedNames)} />
      )}
      {kind === 'assistance' && (
        <RadioGroup
          {...own('assistance')}
          label="哪一种"
          required
          inline
          choices={optionsOf(assistanceNames)}
          value={state.values.text('assistance') || 'papers'}
        />
      )}
      {kind === 'inKind' && (
        <>
          <Field {...own('thing')} label="什么东西" hint="例如：大米" required maxlength={40} />
          <Field
            {...own('quantity')}
            label="多少"
            type="number"
            inputmode="numeric"
            width="short"
            min={1}
            max={100_000}
            required
          />
          <Field {...own('unit')} label="单位" hint="例如：袋" required maxlength={10} />
        </>
      )}
      <DateTimeField {...own('actedOn')} label="哪天" kind="date" required />
      <TextArea
        {...own('words')}
        label={kind === 'homeVisit' ? '发现了什么' : '说明'}
        hint="封存保管；不写金额"
        required={kind !== 'inKind'}
        rows={3}
        maxlength={1_000}
      />
      {kind === 'homeVisit' && (
        <>
          <Field {...own('next')} label="下一步做什么" maxlength={200} />
          <DateTimeField {...own('nextOn')} label="下次走访" kind="date" />
        </>
      )}
      <SubmitButton>记{actNames[kind]}</SubmitButton>
    </FormWithKey>
  )
}

/** What the form sent, in the shape of the API. */
export function actFrom(values: FormValues): z.input<typeof actWishSchema> {
  const text = (name: string) => values.text(name)
  const words = text('words')
  const acts = {
    homeVisit: {
      ...{ kind: 'homeVisit', findings: words },
      ...{ next: orNull(text('next')), nextOn: orNull(text('nextOn')) },
    },
    deed: { kind: 'deed', deed: text('deed'), note: words },
    assistance: { kind: 'assistance', assistance: text('assistance'), note: words },
    inKind: {
      ...{ kind: 'inKind', thing: text('thing'), quantity: Number(text('quantity')) },
      ...{ unit: text('unit'), note: orNull(words) },
    },
  }
  const kind = text('kind')
  const act = Object.hasOwn(acts, kind) ? acts[kind as ActKind] : { kind }
  return { actedOn: text('actedOn'), act } as z.input<typeof actWishSchema>
}

/** Which input of the form shows a mistake. */
export function actFields(kind: string, pairingId: Id): Readonly<Record<string, string>> {
  const idOf = (name: string) => `${kind}-${name}-${pairingId}`
  return {
    ...{ actedOn: idOf('actedOn'), 'act.findings': idOf('words'), 'act.note': idOf('words') },
    ...{ 'act.next': idOf('next'), 'act.nextOn': idOf('nextOn'), 'act.thing': idOf('thing') },
    ...{ 'act.quantity': idOf('quantity'), 'act.unit': idOf('unit'), 'act.deed': idOf('deed') },
    'act.assistance': idOf('assistance'),
  }
}
