import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { decodeCursor, pageOf, type Page } from '../../kernel/paging.ts'
import { dutyErrors } from './errors.ts'
import type { Activity } from './model/activities.ts'
import { selectActivities } from './store/activities.ts'

export type ListActivities = {
  readonly communityId: Id
  readonly cursor: string | null
  readonly limit: number
}

/** A community's activities, the latest first. @throws `duty.cursor-malformed` */
export async function listActivities(ctx: Ctx, input: ListActivities): Promise<Page<Activity>> {
  const key = input.cursor === null ? null : decodeCursor(input.cursor, ['instant', 'id'])
  if (key === undefined) throw new DomainError(dutyErrors['cursor-malformed'])
  const before = key && { startsAt: key[0], id: key[1] }
  const rows = await inRead(ctx, (tx) =>
    selectActivities(tx, input.communityId, { before, limit: input.limit + 1 }),
  )
  return pageOf(rows, input.limit, ({ startsAt, id }) => [startsAt, id])
}
