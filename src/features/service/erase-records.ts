import { DomainError } from '../../kernel/errors.ts'
import type { Eraser } from '../person/lock-erasable.ts'
import { serviceErrors } from './errors.ts'
import { hasPendingRecords } from './has-pending-records.ts'
import { eraseTexts, existsReversalOf, existsUndecidedFor, scrubTexts } from './store/erased.ts'

/**
 * Records stay with their minutes, dates and places of service; their texts go, the person's own ones
 * and of those where the person was served. @throws `service.records-open`
 */
export const eraseRecords: Eraser = {
  async requireSettled({ ctx: { tx } }, personId) {
    const waits =
      (await hasPendingRecords(tx, personId)) ||
      (await existsReversalOf(tx, personId)) ||
      (await existsUndecidedFor(tx, personId))
    if (waits) throw new DomainError(serviceErrors['records-open'])
  },
  async erase({ ctx: { tx } }, erased) {
    const ids = await eraseTexts(tx, erased.personId)
    await scrubTexts(tx, erased)
    return ids
  },
}
