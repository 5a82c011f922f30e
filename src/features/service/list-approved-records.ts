import type { Queryable } from '../../db/client.ts'
import { instantAt, plusDays, type CivilDate } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import type { ApprovedRecord } from './model.ts'
import { selectApproved } from './store/approved.ts'

/** A person's approved service of days, both included, that counts as time; the earliest first, at most `limit`. */
export function listApprovedRecords(
  tx: Queryable,
  input: {
    readonly personId: Id
    readonly fromOn: CivilDate
    readonly untilOn: CivilDate
    readonly limit: number
  },
): Promise<readonly ApprovedRecord[]> {
  const span = { from: instantAt(input.fromOn), until: instantAt(plusDays(input.untilOn, 1)) }
  return selectApproved(tx, input.personId, span, input.limit)
}
