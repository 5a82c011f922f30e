import type { Tx } from '../../db/client.ts'
import type { Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import { selectOffering, type OfferingFacts } from './store/lookups.ts'

/** What the desk has to know of an offering; null where there is none. */
export async function readOffering(
  ctx: Ctx & { readonly tx: Tx },
  offeringId: Id | null,
): Promise<OfferingFacts | null> {
  return offeringId === null ? null : ((await selectOffering(ctx.tx, offeringId)) ?? null)
}
