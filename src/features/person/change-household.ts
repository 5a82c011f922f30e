import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import type { Command } from '../../db/command.ts'
import { DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { seal } from '../../kernel/seal.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from './errors.ts'
import { requireCoordinatorOf } from './require-role-in-tx.ts'
import { insertHouseholds, lockPerson, setHouseholds, type HouseholdRow } from './store/persons.ts'

/** A home of its own at an address, or that of somebody who is registered already. */
export type HouseholdInput = { readonly address: string } | { readonly withPersonId: Id }

/**
 * Moves a person to another household. Who lives together does not approve, introduce or serve one
 * another, so a coordinator does it, never oneself. @throws `person.not-found`
 */
export const changeHousehold = writeUseCase<
  { readonly personId: Id; readonly household: HouseholdInput; readonly livesAlone: boolean },
  { readonly householdId: Id },
  unknown
>({
  useCase: 'person.change-household',
  work: oneByOne(async (batch, command) => {
    const { personId, household, livesAlone } = command.input
    await requireCoordinatorOf(batch, command, personId)
    const person = await lockPerson(batch.ctx.tx, personId)
    if (!person || person.leftAt) throw new DomainError(personErrors['not-found'])
    const communityId = person.booksCommunityId
    const moving = { personId, household, communityId, livesAlone }
    const householdId = await moveIn(batch, command, moving)
    await recordAct(batch, command, {
      act: 'person.change-household',
      subjects: [personId, householdId, ...(person.householdId ? [person.householdId] : [])],
      communityId,
    })
    return { householdId }
  }),
})

/** Joining a household takes rights over who lives there. */
async function moveIn(
  batch: Batch,
  command: Pick<Command<unknown>, 'actor'>,
  moving: {
    readonly personId: Id
    readonly household: HouseholdInput
    readonly communityId: Id
    readonly livesAlone: boolean
  },
): Promise<Id> {
  const { household, livesAlone, personId } = moving
  const joined = 'withPersonId' in household
  const householdId = joined
    ? await householdWith(batch, command, household.withPersonId)
    : await newHousehold(batch, moving.communityId, household.address)
  const changed = { id: personId, householdId, livesAlone: joined ? false : livesAlone }
  await setHouseholds(batch.ctx.tx, [changed])
  return householdId
}

async function householdWith(
  batch: Batch,
  command: Pick<Command<unknown>, 'actor'>,
  personId: Id,
): Promise<Id> {
  const { tx } = batch.ctx
  await requireCoordinatorOf(batch, command, personId)
  const other = await lockPerson(tx, personId)
  if (!other) throw new DomainError(personErrors['not-found'])
  const householdId = other.householdId ?? (await newHousehold(batch, other.booksCommunityId, ''))
  await setHouseholds(tx, [{ id: personId, householdId, livesAlone: false }])
  return householdId
}

async function newHousehold(batch: Batch, communityId: Id, address: string): Promise<Id> {
  const household = foundHousehold(batch, communityId, address)
  await insertHouseholds(batch.ctx.tx, [household])
  return household.id
}

/** A household of its own, not stored yet. */
export function foundHousehold(
  { ctx, now }: Batch,
  communityId: Id,
  address: string,
): HouseholdRow {
  const id = newId()
  const addressSealed = seal(ctx.sealKeys, address, `households:address_sealed:${id}`)
  return { id, communityId, addressSealed, createdAt: now }
}
