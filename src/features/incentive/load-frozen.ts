import type { Database } from '../../db/client.ts'
import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import type { RankedRecord, StandingBody } from './model.ts'
import { selectStanding } from './store/standings.ts'

export type Frozen = {
  readonly body: StandingBody
  readonly records: ReadonlyMap<Id, RankedRecord>
}

type Kept = Frozen & { readonly size: number }

/** In characters of JSON: some three months of a whole district. */
const MOST_KEPT = 16_000_000

const kept = new WeakMap<Database, Map<Id, Kept>>()

/**
 * What a standing was computed to, which never changes: a big place's takes longer to parse than a
 * page may take, so the ones that were read last are kept. Undefined when there is none.
 */
export async function loadFrozen(ctx: Ctx, standingId: Id): Promise<Frozen | undefined> {
  const known = kept.get(ctx.db) ?? new Map<Id, Kept>()
  kept.set(ctx.db, known)
  const frozen = known.get(standingId) ?? (await readFrozen(ctx, standingId))
  if (!frozen) return undefined
  known.delete(standingId)
  known.set(standingId, frozen)
  dropOldest(known)
  return frozen
}

async function readFrozen(ctx: Ctx, standingId: Id): Promise<Kept | undefined> {
  const standing = await inRead(ctx, (tx) => selectStanding(tx, standingId))
  if (!standing) return undefined
  const body = JSON.parse(standing.body) as StandingBody
  const records = new Map(body.facts.records.map((record) => [record.id, record]))
  return { body, records, size: standing.body.length }
}

/** The one read last stays, however big. */
function dropOldest(known: Map<Id, Kept>): void {
  let size = [...known.values()].reduce((sum, one) => sum + one.size, 0)
  for (const [id, one] of known) {
    if (size <= MOST_KEPT || known.size === 1) return
    known.delete(id)
    size -= one.size
  }
}
