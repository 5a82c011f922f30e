import type { Batch } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { serviceErrors } from './errors.ts'
import type { RecordKey } from './model.ts'
import { lockRecords } from './store/approval.ts'
import { markWithdrawn } from './store/decisions.ts'

/**
 * Takes back submitted records inside the transaction of whoever asks: a disputed visit. A hold that
 * they carry stays as it is, it is the caller's. @throws `service.record-decided` when one is
 */
export async function withdrawInTx(
  batch: Batch,
  actorId: Id,
  keys: readonly RecordKey[],
): Promise<void> {
  const { tx } = batch.ctx
  for (const record of await lockRecords(tx, keys)) {
    if (record.state === 'withdrawn' || record.state === 'rejected') continue
    if (record.state !== 'submitted') {
      throw new DomainError(serviceErrors['record-decided'], { state: record.state })
    }
    await markWithdrawn(tx, record, { personId: actorId, now: batch.now })
  }
}
