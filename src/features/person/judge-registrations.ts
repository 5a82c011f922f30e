import type { Batch } from '../../db/commands.ts'
import type { FreshCommand } from '../../db/command.ts'
import { civilDateOf, type CivilDate } from '../../kernel/clock.ts'
import { isRefusal, refuse, type Refusal } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { lookupHash, unseal } from '../../kernel/seal.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import type { PolicyValues } from '../policy/model.ts'
import { policyAt } from '../policy/rules.ts'
import type { HouseholdInput } from './change-household.ts'
import { personErrors } from './errors.ts'
import { findHolders } from './find-holders.ts'
import type {
  ConsentKind,
  Gender,
  Node,
  PaperHistory,
  PartyTie,
  PoliticalStatus,
  Recruitment,
} from './model.ts'
import { coordinationKey, findCoordinated } from './require-role-in-tx.ts'
import {
  booksCommunityOf,
  decideCommunity,
  decideRegistration,
  type MembershipAt,
} from './rules.ts'
import { selectNodesById } from './store/nodes.ts'
import { countByPhone, lockPersons, type StoredPerson } from './store/persons.ts'
import { lockSession, type SessionRow } from './store/sign-in.ts'

const MOST_PER_PHONE = 8

export type RegistrationEntry = {
  /** Hash of the session secret that proved the phone; null when a coordinator registers. */
  readonly sessionHash: string | null
  readonly name: string
  readonly gender: Gender | null
  readonly bornOn: CivilDate | null
  /** Normalised; ignored when `sessionHash` proves one. */
  readonly phone: string | null
  readonly workUnit: string | null
  readonly livesAlone: boolean
  readonly household: HouseholdInput | null
  readonly memberships: readonly MembershipAt[]
  readonly status: {
    readonly politicalStatus: PoliticalStatus
    readonly partyTie: PartyTie | null
    readonly sinceOn: CivilDate | null
  } | null
  readonly consents: readonly ConsentKind[]
  readonly volunteer: {
    readonly skills: readonly string[]
    readonly recruitment: Recruitment
    readonly guardianConsent: boolean
  } | null
  readonly history?: PaperHistory
}

type Register = FreshCommand<RegistrationEntry>

/** Somebody who may be registered as asked. */
export type Registration = {
  readonly command: Register
  readonly personId: Id
  readonly booksCommunityId: Id
  readonly phone: string | null
  readonly phoneHash: string | null
  /** Who lives there already, when the person moves in with somebody. */
  readonly livesWith: StoredPerson | null
  readonly bySelf: boolean
}

type Facts = {
  readonly today: CivilDate
  readonly ages: PolicyValues['ages']
  readonly sessions: ReadonlyMap<string, SessionRow>
  readonly phones: ReadonlyMap<Id, Phone>
  readonly holders: ReadonlySet<string>
  readonly communities: ReadonlyMap<Id, Node>
  readonly coordinated: ReadonlySet<string>
  readonly others: ReadonlyMap<Id, StoredPerson>
}

type Phone = { readonly phone: string; readonly phoneHash: string }

/**
 * Judges many registrations and writes nothing: each as it would be filed, or its refusal, in order.
 * What is accepted counts for those after it, so that one phone serves no ninth person of one list.
 */
export async function judgeRegistrations(
  batch: Batch,
  commands: readonly Register[],
): Promise<readonly (Registration | Refusal)[]> {
  const sessions = await lockSessions(batch, commands)
  const phones = phonesOf(batch, commands, sessions)
  const perPhone = new Map(
    await countByPhone(
      batch.ctx.tx,
      [...phones.values()].map(({ phoneHash }) => phoneHash),
    ),
  )
  const facts = await readFacts(batch, commands, { sessions, phones })
  return commands.map((command) => {
    const judged = judge(command, facts)
    if (isRefusal(judged) || judged.phoneHash === null) return judged
    const served = perPhone.get(judged.phoneHash) ?? 0
    if (served >= MOST_PER_PHONE) return refuse(personErrors['phone-full'])
    perPhone.set(judged.phoneHash, served + 1)
    return judged
  })
}

/** One by one and in one order: whoever registers by themselves comes alone, hardly ever in a list. */
async function lockSessions(
  { ctx, now }: Batch,
  commands: readonly Register[],
): Promise<ReadonlyMap<string, SessionRow>> {
  const found = new Map<string, SessionRow>()
  for (const hash of new Set(commands.flatMap(({ input }) => input.sessionHash ?? []).sort())) {
    const session = await lockSession(ctx.tx, hash, now)
    if (session) found.set(hash, session)
  }
  return found
}

function phonesOf(
  { ctx }: Batch,
  commands: readonly Register[],
  sessions: ReadonlyMap<string, SessionRow>,
): ReadonlyMap<Id, Phone> {
  const phones = new Map<Id, Phone>()
  for (const { id, input } of commands) {
    const session = input.sessionHash === null ? undefined : sessions.get(input.sessionHash)
    const phone = session
      ? unseal(ctx.sealKeys, session.phoneSealed, `sessions:phone_sealed:${session.id}`)
      : input.phone
    if (phone) phones.set(id, { phone, phoneHash: lookupHash(ctx.sealKeys, phone) })
  }
  return phones
}

async function readFacts(
  batch: Batch,
  commands: readonly Register[],
  known: Pick<Facts, 'sessions' | 'phones'>,
): Promise<Facts> {
  const { tx } = batch.ctx
  const today = civilDateOf(batch.now)
  const at = commands.flatMap(({ actor, input }) => {
    const communityId = booksCommunityOf(input.memberships)
    return actor.personId === null || !communityId
      ? []
      : [{ personId: actor.personId, communityId }]
  })
  const moving = commands.flatMap(({ actor, input: { household } }) =>
    household && 'withPersonId' in household ? [{ actor, personId: household.withPersonId }] : [],
  )
  const communityIds = commands.flatMap(({ input }) =>
    input.memberships.map(({ communityId }) => communityId),
  )
  return {
    ...known,
    today,
    ages: policyAt(await loadPolicies(batch.ctx), 'ages', today),
    holders: await findHolders(tx, at, ['coordinator', 'districtAdministrator']),
    communities: await selectNodesById(tx, communityIds),
    coordinated: await findCoordinated(batch, moving),
    others: await lockPersons(
      tx,
      moving.map(({ personId }) => personId),
    ),
  }
}

function judge(command: Register, facts: Facts): Registration | Refusal {
  const { input } = command
  const bySelf = input.sessionHash !== null
  const booksCommunityId = decideBooks(command, facts)
  if (isRefusal(booksCommunityId)) return booksCommunityId
  const sinceOn = input.status?.sinceOn
  if (sinceOn && sinceOn > facts.today) return refuse(personErrors['status-future'])
  for (const { communityId } of input.memberships) {
    const decision = decideCommunity(facts.communities.get(communityId))
    if (decision !== 'accepted') return decision
  }
  const livesWith = findHousemate(command, facts)
  if (isRefusal(livesWith)) return livesWith
  const { phone = null, phoneHash = null } = facts.phones.get(command.id) ?? {}
  return { command, personId: newId(), booksCommunityId, phone, phoneHash, livesWith, bySelf }
}

/** Who may register whom, and where the books will be. */
function decideBooks(command: Register, facts: Facts): Id | Refusal {
  const { actor, id, input } = command
  const bySelf = input.sessionHash !== null
  if (bySelf) {
    const isProven = facts.sessions.has(input.sessionHash) && facts.phones.has(id)
    if (!isProven) return refuse(personErrors['sign-in-needed-to-register'])
    // Who lives with whom decides who may approve: only a coordinator joins households.
    if (input.household && 'withPersonId' in input.household) {
      return refuse(personErrors['role-missing'])
    }
  }
  const registering = {
    bornOn: input.bornOn,
    memberships: input.memberships,
    consents: input.consents,
    politicalStatus: input.status?.politicalStatus ?? null,
    isVolunteer: input.volunteer !== null,
    guardianConsent: input.volunteer?.guardianConsent ?? false,
    bySelf,
  }
  const booksCommunityId = decideRegistration(registering, facts.ages, facts.today)
  if (isRefusal(booksCommunityId) || bySelf || actor.kind === 'system') return booksCommunityId
  const mayRegister = facts.holders.has(`${actor.personId} ${booksCommunityId}`)
  return mayRegister ? booksCommunityId : refuse(personErrors['role-missing'])
}

/** Moving in takes rights over who lives there. */
function findHousemate(
  { actor, input: { household } }: Register,
  { coordinated, others }: Facts,
): StoredPerson | null | Refusal {
  if (!household || !('withPersonId' in household)) return null
  const personId = household.withPersonId
  const other = others.get(personId)
  const isKnown = coordinated.has(coordinationKey({ actor, personId }))
  return other && isKnown ? other : refuse(personErrors['not-found'])
}
