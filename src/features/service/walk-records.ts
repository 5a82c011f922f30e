import { inRead, type Ctx } from '../../db/transaction.ts'
import { instantAt, plusDays, type CivilDate } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { WALK_PAGE, walkPages } from '../../kernel/paging.ts'
import type { RecordState, RecordView } from './model.ts'
import { selectServed } from './store/records.ts'

export type WalkRecords = {
  /** Where the service happened. */
  readonly communityId: Id
  /** Days on which it began, both included. */
  readonly fromOn: CivilDate
  readonly untilOn: CivilDate
  /** Null is every state but drafts, which are the volunteer's alone. */
  readonly state: Exclude<RecordState, 'draft'> | null
}

/** All records of what was served in a community, the earliest service first. */
export function walkRecords(
  ctx: Ctx,
  { communityId, fromOn, untilOn, state }: WalkRecords,
): AsyncGenerator<readonly RecordView[]> {
  const asked = {
    servedAtId: communityId,
    from: instantAt(fromOn),
    until: instantAt(plusDays(untilOn, 1)),
    state,
    limit: WALK_PAGE,
  }
  return walkPages<RecordView>((last) =>
    inRead(ctx, (tx) =>
      selectServed(tx, { ...asked, after: last && ([last.startsAt, last.id] as const) }),
    ),
  )
}
