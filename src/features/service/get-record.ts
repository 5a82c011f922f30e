import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import { colourRecords } from './colour-records.ts'
import { serviceErrors } from './errors.ts'
import type { InboxRecord, RecordKey } from './model.ts'
import { selectRecord } from './store/records.ts'

/** One record, whoever asks: who may read it is the caller's to judge. @throws `service.record-not-found` */
export async function getRecord(ctx: Ctx, key: RecordKey): Promise<InboxRecord> {
  const record = await inRead(ctx, (tx) => selectRecord(tx, key))
  const [coloured] = record ? await colourRecords(ctx, [record]) : []
  if (!coloured) throw new DomainError(serviceErrors['record-not-found'])
  return coloured
}
