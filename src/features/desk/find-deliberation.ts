import type { Batch } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import { deskErrors } from './errors.ts'
import type { Deliberation } from './model/casework.ts'
import { selectDeliberations } from './store/casework.ts'
import type { RequestKey } from './store/requests.ts'

/** The one that is being held on a case. @throws `desk.deliberation-none` */
export async function findDeliberation(batch: Batch, key: RequestKey): Promise<Deliberation> {
  const held = await selectDeliberations(batch.ctx.tx, key)
  const open = held.find(({ closedAt }) => closedAt === null)
  if (!open) throw new DomainError(deskErrors['deliberation-none'])
  return open
}
