import { inRead, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, systemNow, type CivilDate, type Instant } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { unseal } from '../../kernel/seal.ts'
import { personErrors } from './errors.ts'
import type {
  Consent,
  EndedCard,
  Erasure,
  Gender,
  HeldGrant,
  Membership,
  Relation,
  Status,
  VolunteerFacts,
} from './model.ts'
import { statusOn } from './rules.ts'
import { maskedPhone } from './search-people.ts'
import { selectErasureOf } from './store/erasures.ts'
import { selectConsents, selectRelations, selectStatuses } from './store/facts.ts'
import { selectGrants } from './store/grants.ts'
import { selectVolunteerFacts } from './store/lookups.ts'
import { selectMemberships } from './store/memberships.ts'
import { selectEndedCards, selectHousehold, selectPerson } from './store/persons.ts'

export type Profile = {
  readonly id: Id
  readonly name: string
  readonly gender: Gender | null
  readonly bornOn: CivilDate | null
  /** Masked; null when there is none or it cannot be unsealed. */
  readonly phone: string | null
  readonly workUnit: string | null
  readonly livesAlone: boolean
  readonly address: string | null
  readonly booksCommunityId: Id
  readonly registeredOn: CivilDate
  readonly hasLeft: boolean
  readonly erasedAt: Instant | null
  /** Proposed and waiting for another person, or done. */
  readonly erasure: Erasure | null
  readonly volunteer: VolunteerFacts | null
  /** Service cards before the present one, the newest first. */
  readonly endedCards: readonly EndedCard[]
  readonly status: Status | null
  readonly statuses: readonly Status[]
  readonly memberships: readonly Membership[]
  readonly roleGrants: readonly HeldGrant[]
  readonly consents: readonly Consent[]
  readonly relations: readonly Relation[]
}

/**
 * Everything filed about a person. The caller lets only the person see it, or a
 * coordinator of a community that `belongsTo` names. @throws `person.not-found`
 */
export function loadProfile(ctx: Ctx, personId: Id): Promise<Profile> {
  return inRead(ctx, async (tx) => {
    const person = await selectPerson(tx, personId)
    if (!person) throw new DomainError(personErrors['not-found'])
    const today = civilDateOf(ctx.fixedNow?.() ?? systemNow())
    const household = person.householdId ? await selectHousehold(tx, person.householdId) : undefined
    const statuses = await selectStatuses(tx, personId)
    const [volunteer] = await selectVolunteerFacts(tx, [personId])
    return {
      id: person.id,
      name: person.name,
      gender: person.gender,
      bornOn: person.bornOn,
      phone: maskedPhone(ctx, personId, person.phoneSealed),
      workUnit: person.workUnit,
      livesAlone: person.livesAlone,
      address:
        (household &&
          unseal(
            ctx.sealKeys,
            household.addressSealed,
            `households:address_sealed:${person.householdId}`,
          )) ||
        null,
      booksCommunityId: person.booksCommunityId,
      registeredOn: person.registeredOn,
      hasLeft: person.leftAt !== null,
      erasedAt: person.erasedAt,
      erasure: (await selectErasureOf(tx, personId)) ?? null,
      volunteer: volunteer ?? null,
      endedCards: await selectEndedCards(tx, personId),
      status: statusOn(statuses, today) ?? null,
      statuses,
      memberships: await selectMemberships(tx, personId),
      roleGrants: await selectGrants(tx, personId),
      consents: await selectConsents(tx, personId),
      relations: await selectRelations(tx, personId),
    }
  })
}

/** The communities whose coordinators may see and keep the person's file. */
export function belongsTo(profile: Profile): readonly Id[] {
  const open = profile.memberships.filter(({ untilOn }) => untilOn === null)
  return [...new Set([profile.booksCommunityId, ...open.map((one) => one.communityId)])]
}
