import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { accept } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import type { CareConsent, ConsentDetails, ConsentItem } from './model/notes.ts'
import { requireCoordinator, requireResident } from './require-resident.ts'
import { decideConsent } from './rules/notes.ts'
import { placeOfConsent, sealBody } from './seal-body.ts'
import { insertConsents } from './store/consents.ts'

export type RecordConsent = Pick<
  CareConsent,
  'personId' | 'givenBy' | 'form' | 'givenOn' | 'expiresOn'
> &
  ConsentDetails & { readonly items: readonly ConsentItem[] }

/**
 * Files a separate consent to each of the items: of the person, or of whoever may give it for
 * them, until a day. By a coordinator of where the person lives. A renewal is another consent.
 * @throws `person.role-missing`, `care.person-not-found`, `care.consent-dates`,
 *   `care.guardian-needed`, `care.birth-date-missing`
 */
export const recordConsent = writeUseCase<
  RecordConsent,
  { readonly consentIds: readonly Id[] },
  unknown
>({
  useCase: 'care.record-consent',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    const { actorId, today, policy } = await requireCoordinator(batch, command)
    const { items, giver, evidence, ...wish } = command.input
    const person = await requireResident(batch, communityId, wish.personId)
    accept(decideConsent(wish, person.bornOn, policy, today))
    const rows = [...new Set(items)].map((item) => {
      const key = { communityId, id: newId(), personId: person.id, item }
      const details: ConsentDetails = { giver, evidence }
      return {
        ...{ ...wish, ...key, withdrawnAt: null },
        detailsSealed: sealBody(batch.ctx.sealKeys, placeOfConsent(key), details),
        ...{ recordedById: actorId, recordedAt: batch.now },
      }
    })
    await insertConsents(batch.ctx.tx, rows)
    const consentIds = rows.map(({ id }) => id)
    const subjects = [person.id, ...consentIds]
    await recordAct(batch, command, { act: 'care.record-consent', subjects })
    return { consentIds }
  }),
})
