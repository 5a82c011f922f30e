import { writeUseCase } from '../../db/commands.ts'
import { accept } from '../../kernel/errors.ts'
import { postOneByOne } from '../ledger/post-one-by-one.ts'
import type { OpenedForReversal } from '../ledger/open-for-reversal.ts'
import type { RecordKey } from './model.ts'
import {
  actOf,
  findReversible,
  lockForReversal,
  undoAccrual,
  type ReversedRecord,
} from './reverse-record.ts'
import { decideReversalConfirmation } from './rules/decide-reversal.ts'
import { markReversed } from './store/decisions.ts'

/**
 * The second person agrees: the record is reversed, credits as far as they are there, the rest
 * written off. Never by the one who proposed it.
 * @throws `service.reversal-not-proposed`, `service.second-person-needed`
 */
export const confirmReversal = writeUseCase<RecordKey, ReversedRecord, OpenedForReversal>({
  useCase: 'service.confirm-reversal',
  lock: lockForReversal,
  work: postOneByOne(async (batch, command, posting) => {
    const key = command.input
    const { record, actor } = await findReversible(batch, command, key)
    accept(decideReversalConfirmation(record, actor))
    const shortfallMinutes = accept(undoAccrual(batch, command, posting, record, true))
    await markReversed(batch.ctx.tx, key, {
      reversedById: actor.personId,
      reversedAt: batch.now,
      writtenOffMinutes: shortfallMinutes,
    })
    posting.file(command, actOf('service.confirm-reversal', record, record.reversal?.reason ?? ''))
    return { state: 'reversed', shortfallMinutes }
  }),
})
