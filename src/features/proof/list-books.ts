import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import { selectBooksIds } from './store/verify.ts'

/** The communities that keep books. */
export function listBooks(ctx: Ctx): Promise<readonly Id[]> {
  return inRead(ctx, selectBooksIds)
}
