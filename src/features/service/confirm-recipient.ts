import { oneByOne, writeUseCase } from '../../db/commands.ts'
import type { Instant } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import { recordAct } from '../audit/record-acts.ts'
import { findPersons } from '../person/find-persons.ts'
import { serviceErrors } from './errors.ts'
import type { RecordKey, RecordView } from './model.ts'
import { lockRecords } from './store/approval.ts'
import { markRecipientConfirmed } from './store/decisions.ts'
import { selectRecord } from './store/records.ts'

export type ConfirmedRecipient = { readonly recipientConfirmedAt: Instant }

/**
 * The one served, or somebody of the household served, says that it was so: evidence for whoever
 * approves. While nobody has decided; once.
 * @throws `service.record-not-found` for everybody else, `service.record-decided`,
 * `service.already-confirmed`
 */
export const confirmRecipient = writeUseCase<RecordKey, ConfirmedRecipient, unknown>({
  useCase: 'service.confirm-recipient',
  work: oneByOne(async (batch, command) => {
    const { tx } = batch.ctx
    const { actor, input } = command
    await lockRecords(tx, [input])
    const record = await selectRecord(tx, input)
    const householdId = actor.personId
      ? ((await findPersons(tx, [actor.personId])).get(actor.personId)?.householdId ?? null)
      : null
    if (!record || !isServed(record, actor.personId, householdId)) {
      throw new DomainError(serviceErrors['record-not-found'])
    }
    if (record.state !== 'submitted') throw new DomainError(serviceErrors['record-decided'])
    if (record.recipientConfirmedAt) throw new DomainError(serviceErrors['already-confirmed'])
    await markRecipientConfirmed(tx, input, batch.now)
    await recordAct(batch, command, {
      act: 'service.confirm-recipient',
      subjects: [record.id],
      communityId: record.servedAtId,
    })
    return { recipientConfirmedAt: batch.now }
  }),
})

function isServed(
  { recipient, personId }: RecordView,
  actorId: string | null,
  householdId: string | null,
): boolean {
  if (actorId === null || actorId === personId) return false
  if (recipient.kind === 'person') return recipient.personId === actorId
  return recipient.kind === 'household' && recipient.householdId === householdId
}
