import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import { colourRecords } from './colour-records.ts'
import { serviceErrors } from './errors.ts'
import type { GroupSheet, InboxRecord, RecordKey } from './model.ts'
import { selectSheet } from './store/records.ts'

export type OpenedSheet = GroupSheet & { readonly records: readonly InboxRecord[] }

/** A sheet with its records; `communityId` is where the group served. @throws `service.sheet-not-found` */
export async function getGroupSheet(ctx: Ctx, key: RecordKey): Promise<OpenedSheet> {
  const sheet = await inRead(ctx, (tx) => selectSheet(tx, key))
  if (!sheet) throw new DomainError(serviceErrors['sheet-not-found'])
  return { ...sheet, records: await colourRecords(ctx, sheet.records) }
}
