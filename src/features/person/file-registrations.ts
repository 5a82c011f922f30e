import type { Batch } from '../../db/commands.ts'
import { civilDateOf, type CivilDate } from '../../kernel/clock.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { seal } from '../../kernel/seal.ts'
import { joinCommunities } from './add-membership.ts'
import { foundHousehold } from './change-household.ts'
import { fileSearchTerms } from './file-search-terms.ts'
import type { Registration, RegistrationEntry } from './judge-registrations.ts'
import { consentWordings } from './messages.ts'
import { enrolVolunteers, type VolunteerNumbers } from './register-volunteer.ts'
import { insertConsents, insertStatuses } from './store/facts.ts'
import {
  insertHouseholds,
  insertPersons,
  setHouseholds,
  type HouseholdRow,
  type PersonRow,
} from './store/persons.ts'

/**
 * Files judged registrations, set by set, inside the transaction of whoever asks. Returns the numbers
 * of those who are volunteers, by person.
 */
export async function fileRegistrations(
  batch: Batch,
  registrations: readonly Registration[],
): Promise<ReadonlyMap<Id, VolunteerNumbers>> {
  const { tx } = batch.ctx
  const housed = house(batch, registrations)
  await Promise.all([
    insertHouseholds(tx, housed.founded),
    insertPersons(
      tx,
      registrations.map((one) => personRowOf(batch, one, housed.homes.get(one.personId))),
    ),
    fileSearchTerms(
      batch.ctx,
      registrations.map(({ command: { input }, personId, phone }) => {
        return { id: personId, name: input.name, phone }
      }),
    ),
    setHouseholds(tx, housed.joined),
    ...fileFacts(batch, registrations),
  ])
  return enrol(batch, registrations)
}

function personRowOf(
  { ctx, now }: Batch,
  { command, personId, booksCommunityId, phone, phoneHash, livesWith }: Registration,
  householdId: Id | undefined,
): PersonRow {
  const { name, gender, bornOn, workUnit, livesAlone } = command.input
  const context = `persons:phone_sealed:${personId}`
  return {
    ...{ id: personId, name, gender, bornOn, workUnit },
    phoneSealed: phone === null ? null : seal(ctx.sealKeys, phone, context),
    phoneHash,
    householdId: householdId ?? null,
    livesAlone: livesWith ? false : livesAlone,
    booksCommunityId,
    registeredOn: sinceOf(command.input, civilDateOf(now)),
    createdAt: now,
  }
}

/** On paper somebody may have been registered for years. */
function sinceOf({ history }: RegistrationEntry, today: CivilDate): CivilDate {
  return history?.registeredOn ?? today
}

type Housed = {
  readonly founded: readonly HouseholdRow[]
  /** By the person who is registered. */
  readonly homes: ReadonlyMap<Id, Id>
  /** Who lived there before: no longer alone, and maybe without a household on file until now. */
  readonly joined: readonly {
    readonly id: Id
    readonly householdId: Id
    readonly livesAlone: boolean
  }[]
}

function house(batch: Batch, registrations: readonly Registration[]): Housed {
  const founded: HouseholdRow[] = []
  const homes = new Map<Id, Id>()
  const joined = new Map<Id, Id>()
  const found = (communityId: Id, address: string): Id => {
    const household = foundHousehold(batch, communityId, address)
    founded.push(household)
    return household.id
  }
  for (const { command, personId, booksCommunityId, livesWith } of registrations) {
    const { household, memberships } = command.input
    if (livesWith) {
      // the second who moves in with somebody of one list finds the household of the first
      const householdId =
        joined.get(livesWith.id) ?? livesWith.householdId ?? found(livesWith.booksCommunityId, '')
      joined.set(livesWith.id, householdId)
      homes.set(personId, householdId)
    } else if (household && 'address' in household) {
      const homeId = memberships.find(({ kind }) => kind === 'home')?.communityId
      homes.set(personId, found(homeId ?? booksCommunityId, household.address))
    }
  }
  const others = [...joined].map(([id, householdId]) => ({ id, householdId, livesAlone: false }))
  return { founded, homes, joined: others }
}

/** Consents, status and memberships: sent in one flight after the people whom they are about. */
function fileFacts(batch: Batch, registrations: readonly Registration[]): Promise<unknown>[] {
  const { tx } = batch.ctx
  const today = civilDateOf(batch.now)
  return [
    insertConsents(
      tx,
      registrations.flatMap(({ command, personId }) =>
        [...new Set(command.input.consents)].map((kind) => ({
          ...{ id: newId(), personId, kind, wording: consentWordings[kind] },
          givenAt: batch.now,
        })),
      ),
    ),
    insertStatuses(
      tx,
      registrations.flatMap(({ command: { input }, personId }) =>
        input.status
          ? [
              {
                ...{ ...input.status, personId, recordedAt: batch.now },
                sinceOn: input.status.sinceOn ?? sinceOf(input, today),
              },
            ]
          : [],
      ),
    ),
    joinCommunities(
      batch,
      registrations.flatMap(({ command: { actor, input }, personId }) =>
        input.memberships.map((membership) => ({
          ...{ ...membership, personId, grantedById: actor.personId },
          sinceOn: sinceOf(input, today),
          isVolunteer: input.volunteer !== null,
        })),
      ),
    ),
  ]
}

async function enrol(
  batch: Batch,
  registrations: readonly Registration[],
): Promise<ReadonlyMap<Id, VolunteerNumbers>> {
  const enrolments = registrations.flatMap(({ command: { input }, personId, bySelf }) =>
    input.volunteer
      ? [{ ...input.volunteer, personId, withCard: !bySelf, history: input.history }]
      : [],
  )
  const drawn = await enrolVolunteers(batch, enrolments)
  return new Map(drawn.map(({ personId, ...numbers }) => [personId, numbers]))
}
