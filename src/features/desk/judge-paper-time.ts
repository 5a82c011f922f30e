import type { Batch } from '../../db/commands.ts'
import type { Instant } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import { deskErrors } from './errors.ts'
import type { DeskRequest } from './model/requests.ts'

/** When something happened, as the paper says; null: now. @throws `desk.paper-time` */
export function judgePaperTime(
  batch: Batch,
  { registeredAt }: Pick<DeskRequest, 'registeredAt'>,
  onPaper: Instant | null,
): Instant {
  if (onPaper === null) return batch.now
  if (onPaper < registeredAt || onPaper > batch.now) throw new DomainError(deskErrors['paper-time'])
  return onPaper
}
