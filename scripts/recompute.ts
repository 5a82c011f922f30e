import { recomputeStanding } from '../src/features/incentive/recompute-standing.ts'
import { isId } from '../src/kernel/ids.ts'
import { runScript } from './support/open.ts'
import { UsageError } from './support/usage-error.ts'

/** Ranks again from the facts in the books and compares with what was frozen, byte by byte. */
runScript(async ({ ctx }) => {
  const argument = process.argv[2] ?? ''
  if (argument !== '--latest' && !isId(argument)) {
    throw new UsageError('用法 (usage): npm run recompute -- 榜单编号|--latest')
  }
  const standingId = argument === '--latest' ? null : argument
  const { standing, hashHolds, same, body } = await recomputeStanding(ctx, { standingId })
  console.log(`榜单 ${standing.id} ${standing.period} ${standing.bodyHash}`)
  if (!hashHolds) throw new UsageError('冻结的内容与它的指纹不符 (the frozen bytes were changed)')
  if (!same) {
    throw new UsageError(
      `重新计算的结果不同 (the facts give other bytes): ${firstDifference(standing.body, body)}`,
    )
  }
  console.log(`重新计算一致 (same bytes): ${Buffer.byteLength(body)}`)
})

function firstDifference(frozen: string, computed: string): string {
  let at = 0
  while (at < frozen.length && frozen[at] === computed[at]) at += 1
  const near = (text: string) => text.slice(Math.max(0, at - 40), at + 40)
  return `@${at}\n  ${near(frozen)}\n  ${near(computed)}`
}
