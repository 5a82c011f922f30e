import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import { grantMissing } from './add-membership.ts'
import { drawNumbers, passNumbers } from './issue-card.ts'
import { personErrors } from './errors.ts'
import type { PaperHistory, Recruitment } from './model.ts'
import { requireSelfOrCoordinator } from './require-role-in-tx.ts'
import { decideVolunteer } from './rules.ts'
import { selectMemberships } from './store/memberships.ts'
import { insertVolunteers, lockPerson } from './store/persons.ts'

export type Enrolment = {
  readonly skills: readonly string[]
  readonly recruitment: Recruitment
  readonly guardianConsent: boolean
  readonly history?: PaperHistory | undefined
}

export type VolunteerNumbers = {
  readonly certificateNumber: string
  readonly cardNumber: string | null
}

/**
 * A registered resident becomes a volunteer: certificate, and the role wherever they belong. The
 * card follows at the station, when a coordinator registers at once.
 * @throws `person.too-young`, `person.guardian-consent-missing`, `person.already-volunteer`
 */
export const registerVolunteer = writeUseCase<
  Enrolment & { readonly personId: Id },
  VolunteerNumbers,
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
    const [drawn] = await enrolVolunteers(batch, [{ personId, ...enrolment, withCard }])
    const memberships = await selectMemberships(batch.ctx.tx, personId)
    const open = memberships.filter(({ untilOn }) => untilOn === null)
    const grantedById = command.actor.personId
    await grantMissing(
      batch,
      open.map(({ communityId, kind }) => {
        return { personId, communityId, kind, isVolunteer: true, grantedById }
      }),
    )
    await recordAct(batch, command, {
      act: 'person.register-volunteer',
      subjects: [personId],
      communityId: person.booksCommunityId,
    })
    const { certificateNumber = '', cardNumber = null } = drawn ?? {}
    return { certificateNumber, cardNumber }
  }),
})

/** The volunteers' rows with fresh numbers, inside the transaction of whoever asks; in order. */
export async function enrolVolunteers(
  batch: Batch,
  enrolments: readonly (Enrolment & { readonly personId: Id; readonly withCard: boolean })[],
): Promise<readonly (VolunteerNumbers & { readonly personId: Id })[]> {
  const today = civilDateOf(batch.now)
  const papers = enrolments.flatMap(({ history }) => history ?? [])
  await passNumbers(
    batch,
    'certificate',
    papers.map((paper) => paper.certificateNumber),
  )
  await passNumbers(
    batch,
    'card',
    papers.map((paper) => paper.cardNumber),
  )
  const needCertificate = enrolments.filter(({ history }) => !history?.certificateNumber)
  const needCard = enrolments.filter(({ withCard, history }) => withCard && !history?.cardNumber)
  const certificates = (await drawNumbers(batch, 'certificate', needCertificate.length)).values()
  const cards = (await drawNumbers(batch, 'card', needCard.length)).values()
  const rows = enrolments.map((one) => {
    const { history } = one
    const drawn = () => (one.withCard ? (cards.next().value ?? null) : null)
    const cardNumber = history?.cardNumber ?? drawn()
    const since = history?.registeredOn ?? today
    return {
      personId: one.personId,
      certificateNumber: history?.certificateNumber ?? certificates.next().value ?? '',
      certificateOn: since,
      cardNumber,
      cardOn: cardNumber === null ? null : (history?.cardOn ?? today),
      skills: one.skills,
      guardianConsentOn: one.guardianConsent ? since : null,
      recruitment: one.recruitment,
      createdAt: batch.now,
    }
  })
  await insertVolunteers(batch.ctx.tx, rows)
  return rows.map(({ personId, certificateNumber, cardNumber }) => {
    return { personId, certificateNumber, cardNumber }
  })
}
