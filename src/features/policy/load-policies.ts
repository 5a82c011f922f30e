import type { Database } from '../../db/client.ts'
import { inRead, type Ctx } from '../../db/transaction.ts'
import { monotonicMs } from '../../kernel/clock.ts'
import type { PolicySet } from './model.ts'
import { selectConfirmed } from './store.ts'

const KEEP_MS = 30_000

type Kept = { readonly readAtMs: number; readonly policies: Promise<PolicySet> }

const kept = new WeakMap<Database, Kept>()

/**
 * The confirmed policies, kept for 30 s per database. A version begins tomorrow at the earliest and
 * is closed a minute before, so that nobody decides by a policy that holds no longer.
 */
export function loadPolicies(ctx: Ctx): Promise<PolicySet> {
  const known = kept.get(ctx.db)
  if (known && monotonicMs() - known.readAtMs < KEEP_MS) return known.policies
  const policies = inRead(ctx, selectConfirmed)
  kept.set(ctx.db, { readAtMs: monotonicMs(), policies })
  policies.catch(() => kept.delete(ctx.db))
  return policies
}

/** After a write of this process; others follow within 30 s. */
export function forgetPolicies(ctx: Ctx): void {
  kept.delete(ctx.db)
}
