import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { deskErrors } from './errors.ts'
import type { Visit } from './model/requests.ts'
import { selectVisit } from './store/visits.ts'

/** One visit; who may read it is judged by its request. @throws `desk.visit-not-found` */
export async function getVisit(ctx: Ctx, communityId: Id, visitId: Id): Promise<Visit> {
  const visit = await inRead(ctx, (tx) => selectVisit(tx, { communityId, id: visitId }))
  if (!visit) throw new DomainError(deskErrors['visit-not-found'])
  return visit
}
