import { inRead, type Ctx } from '../../db/transaction.ts'
import type { PolicyVersion } from './model.ts'
import { selectAll } from './store.ts'

/** Every version with who proposed and who confirmed it: policies are shown to everyone. */
export function listPolicies(ctx: Ctx): Promise<readonly PolicyVersion[]> {
  return inRead(ctx, selectAll)
}
