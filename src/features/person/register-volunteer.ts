import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import { grantMissing } from './add-membership.ts'
import { drawNumber } from './issue-card.ts'
import { personErrors } from './errors.ts'
import type { Recruitment } from './model.ts'
import { requireSelfOrCoordinator } from './require-role-in-tx.ts'
import { decideVolunteer } from './rules.ts'
import { selectMemberships } from './store/memberships.ts'
import { insertVolunteer, lockPerson } from './store/persons.ts'

export type Enrolment = {
  readonly skills: readonly string[]
  readonly recruitment: Recruitment
  readonly guardianConsent: boolean
}

type Numbers = { readonly certificateNumber: string; readonly cardNumber: string | null }

/**
 * A registered resident becomes a volunteer: certificate, and the role wherever they belong. The
 * card follows at the station, when a coordinator registers at once.
 * @throws `person.too-young`, `person.guardian-consent-missing`, `person.already-volunteer`
 */
export const registerVolunteer = writeUseCase<
  Enrolment & { readonly personId: Id },
  Numbers,
  unknown
>({
  useCase: 'person.register-volunteer',
  work: oneByOne(async (batch, command) => {
    const { personId, ...enrolment } = command.input
    await requireSelfOrCoordinator(batch, command, personId)
    const person = await lockPerson(batch.ctx.tx, personId)
    if (!person || person.leftAt) throw new DomainError(personErrors['not-found'])
    const today = civilDateOf(batch.now)
    const ages = policyAt(await loadPolicies(batch.ctx), 'ages', today)
    const { bornOn } = person
    accept(decideVolunteer({ bornOn, guardianConsent: enrolment.guardianConsent }, ages, today))
    const withCard = command.actor.personId !== personId
    const numbers = await enrolVolunteer(batch, personId, { ...enrolment, withCard })
    for (const { communityId, kind, untilOn } of await selectMemberships(batch.ctx.tx, personId)) {
      if (untilOn) continue
      await grantMissing(batch, command, { personId, communityId, kind, isVolunteer: true })
    }
    await recordAct(batch, command, {
      act: 'person.register-volunteer',
      subjects: [personId],
      communityId: person.booksCommunityId,
    })
    return numbers
  }),
})

/** The volunteer's row with fresh numbers, inside the transaction of whoever asks. */
export async function enrolVolunteer(
  batch: Batch,
  personId: Id,
  enrolment: Enrolment & { readonly withCard: boolean },
): Promise<Numbers> {
  const today = civilDateOf(batch.now)
  const certificateNumber = await drawNumber(batch, 'certificate')
  const cardNumber = enrolment.withCard ? await drawNumber(batch, 'card') : null
  await insertVolunteer(batch.ctx.tx, {
    personId,
    certificateNumber,
    certificateOn: today,
    cardNumber,
    cardOn: cardNumber === null ? null : today,
    skills: enrolment.skills,
    guardianConsentOn: enrolment.guardianConsent ? today : null,
    recruitment: enrolment.recruitment,
    createdAt: batch.now,
  })
  return { certificateNumber, cardNumber }
}
