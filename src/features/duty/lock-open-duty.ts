import type { Tx } from '../../db/client.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { dutyErrors } from './errors.ts'
import type { Duty } from './model/rosters.ts'
import { lockDuty } from './store/duties.ts'

/**
 * A duty in use, locked: its roster has one writer at a time.
 * @throws `duty.duty-not-found`, `duty.duty-retired`
 */
export async function lockOpenDuty(tx: Tx, communityId: Id, dutyId: Id): Promise<Duty> {
  const duty = await lockDuty(tx, communityId, dutyId)
  if (!duty) throw new DomainError(dutyErrors['duty-not-found'])
  if (duty.retiredAt) throw new DomainError(dutyErrors['duty-retired'])
  return duty
}
