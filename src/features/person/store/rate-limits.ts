import { lt } from 'drizzle-orm'
import { RateLimiterDrizzle } from 'rate-limiter-flexible'
import type { Database, Tx } from '../../../db/client.ts'
import { rateLimits } from '../tables.ts'

export type Limit = {
  readonly name: string
  readonly points: number
  /** The window, from the first try in it. */
  readonly seconds: number
}

/** Counts one try of `key`; false once the window's tries are used up. Counters survive restarts. */
export function consumeTry(db: Database, limit: Limit, key: string): Promise<boolean> {
  return db.read(async (tx) => {
    const limiter = new RateLimiterDrizzle({
      storeClient: tx,
      schema: rateLimits,
      keyPrefix: limit.name,
      points: limit.points,
      duration: limit.seconds,
      clearExpiredByTimeout: false,
    })
    try {
      await limiter.consume(key)
      return true
    } catch (answer) {
      // The library rejects with its answer when the limit is reached, with an Error on a fault.
      if (answer instanceof Error) throw answer
      return false
    }
  })
}

export async function deleteExpiredLimits(tx: Tx, before: Date): Promise<void> {
  await tx.delete(rateLimits).where(lt(rateLimits.expire, before))
}
