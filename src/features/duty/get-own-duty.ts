import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import type { DutyPromise } from './model/promises.ts'
import { selectPromisesOf } from './store/promises.ts'
import { selectTeamsOf, type TeamOf } from './store/teams.ts'

export type OwnDuty = {
  readonly promises: readonly DutyPromise[]
  readonly teams: readonly TeamOf[]
}

/** What somebody promised, the newest first, and the teams that they are in now. */
export function getOwnDuty(ctx: Ctx, personId: Id): Promise<OwnDuty> {
  return inRead(ctx, async (tx) => ({
    promises: await selectPromisesOf(tx, personId),
    teams: await selectTeamsOf(tx, personId),
  }))
}
