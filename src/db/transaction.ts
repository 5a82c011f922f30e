import type { Instant } from '../kernel/clock.ts'
import type { SealKeys } from '../kernel/seal.ts'
import type { Calendar } from '../kernel/workdays.ts'
import { isRetryable } from './errors.ts'
import type { Database, Queryable, Tx } from './client.ts'

/** What every use case is given first. */
export type Ctx = {
  readonly db: Database
  /** Set while a transaction is open: use cases join it. */
  readonly tx?: Tx
  /** Tests inject a time; otherwise the database's clock is read once per batch. */
  readonly fixedNow?: () => Instant
  readonly sealKeys: SealKeys
  readonly calendar: Calendar
}

const RETRIES = 3

/** Joins the open transaction or opens one; deadlocks and serialization failures are retried. */
export async function inTransaction<T>(
  ctx: Ctx,
  work: (tx: Tx) => Promise<T>,
  deadlineMs?: number,
): Promise<T> {
  if (ctx.tx) return work(ctx.tx)
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ctx.db.transaction(work, deadlineMs)
    } catch (error) {
      if (attempt > RETRIES || !isRetryable(error)) throw error
      await pause(5 * attempt + Math.random() * 20)
    }
  }
}

/** A read: inside the open transaction when there is one. */
export async function inRead<T>(ctx: Ctx, work: (tx: Queryable) => Promise<T>): Promise<T> {
  return ctx.tx ? work(ctx.tx) : ctx.db.read(work)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
