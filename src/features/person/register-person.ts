import { writeUseCase } from '../../db/commands.ts'
import { isRefusal } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { auditEventOf, recordActs } from '../audit/record-acts.ts'
import { fileRegistrations } from './file-registrations.ts'
import { judgeRegistrations, type RegistrationEntry } from './judge-registrations.ts'

export type RegisterPerson = RegistrationEntry

export type Registered = {
  readonly personId: Id
  readonly booksCommunityId: Id
  readonly certificateNumber: string | null
  /** Null for somebody who registered over the web: the card is handed out at the station. */
  readonly cardNumber: string | null
}

/**
 * Registers residents and volunteers: each the person with memberships, status, household, consents,
 * the certificate of a volunteer, and the roles that come with the memberships. By oneself after the
 * phone was proven, or by a coordinator of the community that will keep the books. A whole list is
 * judged, then written set by set.
 * @throws `person.recording-consent-missing`, `person.too-young`, `person.membership-needed` …
 */
export const registerPerson = writeUseCase<RegisterPerson, Registered, unknown>({
  useCase: 'person.register',
  async work(batch, commands) {
    const judged = await judgeRegistrations(batch, commands)
    const accepted = judged.flatMap((one) => (isRefusal(one) ? [] : [one]))
    const numbers = await fileRegistrations(batch, accepted)
    await recordActs(
      batch,
      accepted.map(({ command, personId, booksCommunityId }) =>
        auditEventOf(batch, command, {
          act: 'person.register',
          subjects: [personId],
          communityId: booksCommunityId,
        }),
      ),
    )
    return judged.map((one) => {
      if (isRefusal(one)) return one
      const { certificateNumber = null, cardNumber = null } = numbers.get(one.personId) ?? {}
      const { personId, booksCommunityId } = one
      return { personId, booksCommunityId, certificateNumber, cardNumber }
    })
  },
})
