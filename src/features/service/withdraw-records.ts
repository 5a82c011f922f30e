import { writeUseCase } from '../../db/commands.ts'
import { refuse, type Refusal } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { auditEventOf, recordActs } from '../audit/record-acts.ts'
import { serviceErrors } from './errors.ts'
import type { RecordKey } from './model.ts'
import { lockWithHolds, releaseHolds, type LockedWithHolds } from './release-holds.ts'
import type { RecordToDecide } from './store/approval.ts'
import { markWithdrawn } from './store/decisions.ts'

/**
 * The volunteer takes back a draft, or a record that nobody has decided yet; a hold that it carries
 * returns. Who waits behind an approval is told that it was decided.
 * @throws `service.record-not-found`, `service.record-decided`
 */
export const withdrawRecords = writeUseCase<RecordKey, RecordKey, LockedWithHolds>({
  useCase: 'service.withdraw-records',
  lock: (tx, commands) =>
    lockWithHolds(
      tx,
      commands.map(({ input }) => input),
    ),
  async work(batch, commands, locked) {
    const closed = new Map<Id, RecordToDecide>()
    const results = commands.map(({ actor, input }): RecordKey | Refusal => {
      const record = locked.records.get(input.id)
      if (record?.communityId !== input.communityId || record.personId !== actor.personId) {
        return refuse(serviceErrors['record-not-found'])
      }
      const open = record.state === 'draft' || record.state === 'submitted'
      if (!open || closed.has(record.id)) return refuse(serviceErrors['record-decided'])
      closed.set(record.id, record)
      return { communityId: record.communityId, id: record.id }
    })
    for (const record of closed.values()) {
      await markWithdrawn(batch.ctx.tx, record, { personId: record.personId, now: batch.now })
    }
    await releaseHolds(batch, locked, [...closed.values()])
    await recordActs(
      batch,
      commands.flatMap((command, index) => {
        const result = results[index]
        if (!result || 'refused' in result) return []
        return [
          auditEventOf(batch, command, { act: 'service.withdraw-records', subjects: [result.id] }),
        ]
      }),
    )
    return results
  },
})
