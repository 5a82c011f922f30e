import type { Database } from '../../db/client.ts'
import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Instant } from '../../kernel/clock.ts'
import { selectAsOf } from './store/overview-reads.ts'

const KEEP_READS = 200

type AsOf = { readonly asOfAt: Instant | null }
type Kept<T> = { readonly refreshedAt: string; readonly reads: Map<string, Promise<T & AsOf>> }

/** Reads once what cannot change before the next refresh, for whoever asks. */
export function keepReads<T>(): (
  ctx: Ctx,
  key: string,
  read: (asOfAt: Instant | null) => Promise<T>,
) => Promise<T & AsOf> {
  const kept = new WeakMap<Database, Kept<T>>()
  return async (ctx, key, read) => {
    const { asOfAt, refreshedAt } = await inRead(ctx, selectAsOf)
    const readNow = async () => ({ ...(await read(asOfAt)), asOfAt })
    if (refreshedAt === null) return readNow()
    let present = kept.get(ctx.db)
    if (present?.refreshedAt !== refreshedAt) present = { refreshedAt, reads: new Map() }
    kept.set(ctx.db, present)
    const { reads } = present
    const known = reads.get(key)
    if (known) return known
    if (reads.size >= KEEP_READS) reads.clear()
    const fresh = readNow()
    reads.set(key, fresh)
    fresh.catch(() => reads.delete(key))
    return fresh
  }
}
