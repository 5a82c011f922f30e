import { inRead, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, systemNow, type CivilDate, type Instant } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import { careErrors } from './errors.ts'
import { consentItems, type ConsentGiver, type ConsentItem } from './model/notes.ts'
import { maskName } from './rules/notes.ts'
import { selectInForce } from './store/consents.ts'
import { selectOpenNotes } from './store/notes.ts'
import { selectHouseholdPeople, selectResident } from './store/people.ts'

/** Whether something is written, and until when it may be opened; never what. */
export type MaskedItem = {
  readonly item: ConsentItem
  readonly note: { readonly noteId: Id; readonly recordedAt: Instant } | null
  readonly consent: { readonly givenBy: ConsentGiver; readonly expiresOn: CivilDate } | null
}

export type MaskedPerson = {
  readonly personId: Id
  readonly maskedName: string
  readonly items: readonly MaskedItem[]
}

export type MaskedFile = {
  readonly communityId: Id
  readonly personId: Id
  readonly householdId: Id | null
  readonly people: readonly MaskedPerson[]
  /** The words that the register knows today. */
  readonly needGroups: readonly string[]
}

/**
 * A household's file closed: who lives there by masked names, which items are written and consented
 * to. For coordinators of the community. @throws `care.person-not-found`
 */
export async function listFile(
  ctx: Ctx,
  input: { readonly communityId: Id; readonly personId: Id },
): Promise<MaskedFile> {
  const today = civilDateOf(ctx.fixedNow?.() ?? systemNow())
  const { needGroups } = policyAt(await loadPolicies(ctx), 'care', today)
  const { communityId, personId } = input
  return inRead(ctx, async (tx) => {
    const person = await selectResident(tx, communityId, personId)
    if (!person) throw new DomainError(careErrors['person-not-found'])
    const people = await selectHouseholdPeople(tx, person)
    const ids = people.map(({ id }) => id)
    const notes = await selectOpenNotes(tx, communityId, ids)
    const consents = await selectInForce(tx, communityId, ids, today)
    const masked = people.map(({ id, name }) => ({
      personId: id,
      maskedName: maskName(name),
      items: consentItems.map((item): MaskedItem => {
        const note = notes.find((one) => one.personId === id && one.item === item)
        const consent = consents.find((one) => one.personId === id && one.item === item)
        return {
          item,
          note: note ? { noteId: note.id, recordedAt: note.recordedAt } : null,
          consent: consent ? { givenBy: consent.givenBy, expiresOn: consent.expiresOn } : null,
        }
      }),
    }))
    const { householdId } = person
    return { communityId, personId, householdId, people: masked, needGroups }
  })
}
