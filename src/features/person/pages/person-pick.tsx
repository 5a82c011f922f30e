import { RadioGroup, type Choice } from '../../../http/components/choices.tsx'
import { Field } from '../../../http/components/fields.tsx'
import type { AppContext } from '../../../http/env.ts'
import { DomainError } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { MAX_PAGE } from '../../../kernel/paging.ts'
import { normalisePhone } from '../../../kernel/text.ts'
import { personErrors } from '../errors.ts'
import { findByLabel } from '../find-by-label.ts'
import { searchPeople, type ListedPerson } from '../search-people.ts'
import { fieldOf, FormMistakes, type FormState, type FormValues } from './form-parts.tsx'

const MOST_OFFERED = 10
const LONGEST = 60

/** The form key of who was chosen, where the words of field `name` fitted several. */
export function pickOf(name: string): string {
  return `${name}Pick`
}

/**
 * Whom staff mean: a card or certificate number, a whole name, a whole phone number that is one
 * person's; or, of those whom part of a name, pinyin or the end of a number finds in the community,
 * the one who was chosen. For forms of staff only: it tells who there is.
 * @throws FormMistakes with the people to choose from, DomainError `person.label-unknown`
 */
export async function pickPerson(
  c: AppContext,
  communityId: Id,
  values: FormValues,
  name: string,
): Promise<Id> {
  const label = values.text(name).slice(0, LONGEST)
  const exact = await exactly(c, communityId, label)
  const picked = values.text(pickOf(name))
  if (exact !== undefined && picked === '') return exact
  const { items, nextCursor } = await searchPeople(c.get('services').ctx, {
    ...{
      communityIds: [communityId],
      query: label,
      cursor: null,
      limit: picked ? MAX_PAGE : MOST_OFFERED,
    },
  })
  // Who was chosen counts as long as the words still fit: they may have been changed since.
  if (items.some(({ id }) => id === picked)) return picked
  if (exact !== undefined) return exact
  const offered = items.slice(0, MOST_OFFERED)
  const [only, second] = offered
  if (!only) throw new DomainError(personErrors['label-unknown'])
  if (!second && normalisePhone(label) !== undefined) return only.id
  const message =
    items.length > offered.length || nextCursor
      ? `符合的人很多，这里是前 ${offered.length} 位；没有要找的，请写得更全`
      : `请确认是哪一位，符合的有 ${items.length} 位`
  throw new FormMistakes([{ id: pickOf(name), message }], { [name]: offered.map(choiceOf) })
}

async function exactly(c: AppContext, communityId: Id, label: string): Promise<Id | undefined> {
  try {
    return await findByLabel(c.get('services').ctx, communityId, label)
  } catch (error) {
    if (error instanceof DomainError) return undefined
    throw error
  }
}

/** Enough to tell people of one name apart on the phone. */
function choiceOf({ id, name, phone, cardNumber, bornOn }: ListedPerson): Choice {
  const facts = [
    bornOn && `${bornOn.slice(0, 4)} 年生`,
    phone && `电话 ${phone}`,
    cardNumber && `服务卡 ${cardNumber}`,
  ]
  return { value: id, label: <bdi>{name}</bdi>, hint: facts.filter(Boolean).join('，') }
}

/** The words above can then be changed. */
const noneOfThem: Choice = { value: '', label: '都不是：改上面填的内容' }

type PersonFieldProps = FormState & {
  readonly name: string
  readonly label: string
  readonly hint?: string | undefined
  readonly required?: boolean | undefined
}

/** Whom it is about, in the words of whoever rings; with the people to choose from, when several fit. */
export function PersonField({ name, label, hint, required, ...state }: PersonFieldProps) {
  const candidates = state.problem?.candidates?.[name]
  const picked = state.values.text(pickOf(name))
  return (
    <>
      <Field
        {...fieldOf(state)(name)}
        label={label}
        hint={['姓名、拼音、卡号或电话都可以', hint].filter(Boolean).join('；')}
        required={required}
        maxlength={LONGEST}
        autocomplete="off"
      />
      {candidates ? (
        <RadioGroup
          {...fieldOf(state)(pickOf(name))}
          label={`“${state.values.text(name)}”是哪一位`}
          choices={[...candidates, noneOfThem]}
          required
        />
      ) : (
        picked !== '' && <input type="hidden" name={pickOf(name)} value={picked} />
      )}
    </>
  )
}
