import { inRead, type Ctx } from '../../db/transaction.ts'
import { refreshOverview } from './refresh-overview.ts'
import { isFresh } from './store/overview-snapshot.ts'

const EVERY_SECONDS = 60

/**
 * Takes the overview's figures anew once a minute, however many processes sweep. Safe to run
 * anywhere and any number of times: one of them claims it, and what was taken up stays taken up.
 */
export async function keepOverview(ctx: Ctx): Promise<boolean> {
  if (await inRead(ctx, (tx) => isFresh(tx, EVERY_SECONDS))) return false
  return refreshOverview(ctx)
}
