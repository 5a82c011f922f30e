import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { careErrors } from './errors.ts'
import type { ConsentItem } from './model/notes.ts'
import { requireCoordinator, requireResident } from './require-resident.ts'
import { lockConsents, markConsentsWithdrawn } from './store/consents.ts'
import { wipeNotes } from './store/notes.ts'

export type WithdrawConsent = { readonly personId: Id; readonly item: ConsentItem }

/**
 * Ends every consent of a person to an item; what was written under it, its history included, is
 * gone at once (PIPL 47). By a coordinator, for the person who asks: no reason is asked.
 * @throws `person.role-missing`, `care.person-not-found`, `care.consent-not-given`
 */
export const withdrawConsent = writeUseCase<
  WithdrawConsent,
  { readonly personId: Id; readonly item: ConsentItem },
  unknown
>({
  useCase: 'care.withdraw-consent',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    const { tx } = batch.ctx
    const { actorId } = await requireCoordinator(batch, command)
    const { personId, item } = command.input
    await requireResident(batch, communityId, personId)
    const open = await lockConsents(tx, communityId, personId, item)
    if (open.length === 0) throw new DomainError(careErrors['consent-not-given'])
    const ids = open.map(({ id }) => id)
    await markConsentsWithdrawn(tx, communityId, ids, batch.now)
    if (item !== 'pairing') {
      await wipeNotes(tx, communityId, personId, { item, wipedAt: batch.now, endedById: actorId })
    }
    const subjects = [personId, ...ids]
    await recordAct(batch, command, { act: 'care.withdraw-consent', subjects })
    return { personId, item }
  }),
})
