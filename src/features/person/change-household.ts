import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import type { Command } from '../../db/command.ts'
import { DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { seal } from '../../kernel/seal.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from './errors.ts'
import { requireCoordinatorOf } from './require-role-in-tx.ts'
import { insertHousehold, lockPerson, setHousehold } from './store/persons.ts'

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

/** Inside the transaction of whoever asks. Joining a household takes rights over who lives there. */
export async function moveIn(
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
  await setHousehold(batch.ctx.tx, personId, {
    householdId,
    livesAlone: joined ? false : livesAlone,
  })
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
  await setHousehold(tx, personId, { householdId, livesAlone: false })
  return householdId
}

async function newHousehold(batch: Batch, communityId: Id, address: string): Promise<Id> {
  const id = newId()
  const context = `households:address_sealed:${id}`
  await insertHousehold(batch.ctx.tx, {
    id,
    communityId,
    addressSealed: seal(batch.ctx.sealKeys, address, context),
    createdAt: batch.now,
  })
  return id
}
