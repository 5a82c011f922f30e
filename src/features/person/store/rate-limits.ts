import { RateLimiterDrizzle } from 'rate-limiter-flexible'
import type { Database } from '../../../db/client.ts'
import { rateLimits } from '../tables.ts'

export type Limit = {
  readonly name: string
  readonly points: number
  /** The window, from the first try in it. */
  readonly seconds: number
}

/** Counts one try of `key`; false once the window's tries are used up. Counters survive restarts. */
export async function consumeTry(db: Database, limit: Limit, key: string): Promise<boolean> {
  try {
    await withLimiter(db, limit, (limiter) => limiter.consume(key))
    return true
  } catch (answer) {
    // The library rejects with its answer when the limit is reached, with an Error on a fault.
    if (answer instanceof Error) throw answer
    return false
  }
}

/** A try that succeeded does not count. */
export async function returnTry(db: Database, limit: Limit, key: string): Promise<void> {
  await withLimiter(db, limit, (limiter) => limiter.reward(key))
}

function withLimiter<T>(
  db: Database,
  limit: Limit,
  use: (limiter: RateLimiterDrizzle) => Promise<T>,
): Promise<T> {
  return db.read((tx) =>
    use(
      new RateLimiterDrizzle({
        storeClient: tx,
        schema: rateLimits,
        keyPrefix: limit.name,
        points: limit.points,
        duration: limit.seconds,
        clearExpiredByTimeout: false,
      }),
    ),
  )
}
