import type { Ctx } from '../../src/db/transaction.ts'
import { getTrialBalance } from '../../src/features/ledger/get-trial-balance.ts'
import { loadTree } from '../../src/features/person/load-tree.ts'
import { canonicalJson, sha256Hex } from '../../src/kernel/canonical-json.ts'

/** The trial balances of all communities by name, and one fingerprint of them. */
export async function hashTrialBalances(
  ctx: Ctx,
): Promise<{ readonly communities: number; readonly inOrder: boolean; readonly hash: string }> {
  const nodes = [...(await loadTree(ctx)).values()].filter(({ kind }) => kind === 'community')
  nodes.sort((one, other) => (one.name < other.name ? -1 : 1))
  const balances: unknown[] = []
  let inOrder = true
  for (const { id, name } of nodes) {
    const balance = await getTrialBalance(ctx, { communityId: id })
    inOrder &&= balance.inOrder
    balances.push({ name, sequence: balance.sequence, lines: balance.lines })
  }
  return { communities: nodes.length, inOrder, hash: sha256Hex(canonicalJson(balances)) }
}
