import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import type { FreshCommand } from '../../db/command.ts'
import { civilDateOf, type CivilDate } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { lookupHash, seal, unseal } from '../../kernel/seal.ts'
import { recordAct } from '../audit/record-acts.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import { joinCommunity } from './add-membership.ts'
import { enrolVolunteer } from './register-volunteer.ts'
import { personErrors } from './errors.ts'
import { moveIn, type HouseholdInput } from './change-household.ts'
import type { ConsentKind, Gender, PartyTie, PoliticalStatus, Recruitment } from './model.ts'
import { requireRoleInTx } from './require-role-in-tx.ts'
import { decideRegistration, type MembershipAt } from './rules.ts'
import { consentWordings } from './messages.ts'
import { insertConsents, insertStatus } from './store/facts.ts'
import { countByPhone, insertPerson } from './store/persons.ts'
import { lockSession, type SessionRow } from './store/sign-in.ts'

const MOST_PER_PHONE = 8

export type RegisterPerson = {
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
}

export type Registered = {
  readonly personId: Id
  readonly booksCommunityId: Id
  readonly certificateNumber: string | null
  /** Null for somebody who registered over the web: the card is handed out at the station. */
  readonly cardNumber: string | null
}

/**
 * Registers a resident or volunteer: the person with memberships, status, household, consents, the
 * certificate of a volunteer, and the roles that come with the memberships. By oneself after the
 * phone was proven, or by a coordinator of the community that will keep the books.
 * @throws `person.recording-consent-missing`, `person.too-young`, `person.membership-needed` …
 */
export const registerPerson = writeUseCase<RegisterPerson, Registered, unknown>({
  useCase: 'person.register',
  work: oneByOne(async (batch, command) => {
    const { input } = command
    const session = await provenSession(batch, input)
    const today = civilDateOf(batch.now)
    const ages = policyAt(await loadPolicies(batch.ctx), 'ages', today)
    const booksCommunityId = accept(decideRegistration(factsOf(input, session), ages, today))
    if (!session) {
      await requireRoleInTx(
        batch,
        command,
        ['coordinator', 'districtAdministrator'],
        booksCommunityId,
      )
    }
    const personId = newId()
    await insertPerson(batch.ctx.tx, {
      id: personId,
      name: input.name,
      gender: input.gender,
      bornOn: input.bornOn,
      ...(await sealedPhone(batch, input, session, personId)),
      workUnit: input.workUnit,
      householdId: null,
      livesAlone: input.livesAlone,
      booksCommunityId,
      registeredOn: today,
      createdAt: batch.now,
    })
    const numbers = await addParts(batch, command, {
      personId,
      booksCommunityId,
      withCard: session === undefined,
    })
    await recordAct(batch, command, {
      act: 'person.register',
      subjects: [personId],
      communityId: booksCommunityId,
    })
    return { personId, booksCommunityId, ...numbers }
  }),
})

function factsOf(input: RegisterPerson, session: SessionRow | undefined) {
  return {
    bornOn: input.bornOn,
    memberships: input.memberships,
    consents: input.consents,
    politicalStatus: input.status?.politicalStatus ?? null,
    isVolunteer: input.volunteer !== null,
    guardianConsent: input.volunteer?.guardianConsent ?? false,
    bySelf: session !== undefined,
  }
}

async function provenSession(
  batch: Batch,
  { sessionHash, household }: RegisterPerson,
): Promise<SessionRow | undefined> {
  if (sessionHash === null) return undefined
  const session = await lockSession(batch.ctx.tx, sessionHash, batch.now)
  if (!session) throw new DomainError(personErrors['sign-in-needed-to-register'])
  // Who lives with whom decides who may approve: only a coordinator joins households.
  if (household && 'withPersonId' in household) throw new DomainError(personErrors['role-missing'])
  return session
}

async function sealedPhone(
  { ctx }: Batch,
  { phone: given }: RegisterPerson,
  session: SessionRow | undefined,
  personId: Id,
): Promise<{ phoneSealed: string | null; phoneHash: string | null }> {
  const phone = session
    ? unseal(ctx.sealKeys, session.phoneSealed, `sessions:phone_sealed:${session.id}`)
    : given
  if (phone === undefined) throw new DomainError(personErrors['sign-in-needed-to-register'])
  if (phone === null) return { phoneSealed: null, phoneHash: null }
  const phoneHash = lookupHash(ctx.sealKeys, phone)
  if ((await countByPhone(ctx.tx, phoneHash)) >= MOST_PER_PHONE) {
    throw new DomainError(personErrors['phone-full'])
  }
  return { phoneSealed: seal(ctx.sealKeys, phone, `persons:phone_sealed:${personId}`), phoneHash }
}

async function addParts(
  batch: Batch,
  command: FreshCommand<RegisterPerson>,
  fresh: { readonly personId: Id; readonly booksCommunityId: Id; readonly withCard: boolean },
): Promise<Pick<Registered, 'certificateNumber' | 'cardNumber'>> {
  const { input } = command
  const { personId, booksCommunityId, withCard } = fresh
  const { tx } = batch.ctx
  const today = civilDateOf(batch.now)
  await insertConsents(
    tx,
    [...new Set(input.consents)].map((kind) => ({
      id: newId(),
      personId,
      kind,
      wording: consentWordings[kind],
      givenAt: batch.now,
    })),
  )
  if (input.status) {
    const { sinceOn, ...status } = input.status
    if (sinceOn && sinceOn > today) throw new DomainError(personErrors['status-future'])
    await insertStatus(tx, {
      personId,
      sinceOn: sinceOn ?? today,
      ...status,
      recordedAt: batch.now,
    })
  }
  const numbers = input.volunteer
    ? await enrolVolunteer(batch, personId, { ...input.volunteer, withCard })
    : { certificateNumber: null, cardNumber: null }
  for (const membership of input.memberships) {
    await joinCommunity(batch, command, {
      personId,
      ...membership,
      sinceOn: today,
      isVolunteer: input.volunteer !== null,
    })
  }
  if (input.household) {
    const homeId = input.memberships.find(({ kind }) => kind === 'home')?.communityId
    await moveIn(batch, command, {
      personId,
      household: input.household,
      communityId: homeId ?? booksCommunityId,
      livesAlone: input.livesAlone,
    })
  }
  return numbers
}
