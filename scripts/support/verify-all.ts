import { refreshOverview } from '../../src/features/report/refresh-overview.ts'
import { loadTree } from '../../src/features/person/load-tree.ts'
import { findingNames } from '../../src/features/proof/messages.ts'
import { originOf } from '../../src/features/proof/model.ts'
import { listBooks } from '../../src/features/proof/list-books.ts'
import { verifyBooks } from '../../src/features/proof/verify-books.ts'
import type { Ctx } from '../../src/db/transaction.ts'
import type { DatabaseTarget } from '../../src/db/target.ts'
import { monotonicMs } from '../../src/kernel/clock.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { connectPlainly, findBroken, type PromisesOf } from './broken-promises.ts'
import { readKept } from './kept-checkpoints.ts'
import { runScript } from './open.ts'
import { UsageError } from './usage-error.ts'
import type { VerifyWords } from './verify-words.ts'

const PROGRESS_MS = 2_000
const SHOWN = 3

/** What was wrong is told at once, one line each; the last line sums up. */
async function verifyAll(ctx: Ctx, target: DatabaseTarget, words: VerifyWords): Promise<void> {
  const startedMs = monotonicMs()
  const kept = words.checkpoints === null ? null : readKept(words.checkpoints)
  const names = await loadTree(ctx)
  const chosen = await communitiesOf(ctx, words)
  const total = { transfers: 0, wrong: 0, toldMs: startedMs }
  const tell = (line: string) => {
    total.wrong += 1
    console.error(`✗ ${line}`)
  }
  for (const [at, communityId] of chosen.entries()) {
    const name = names.get(communityId)?.name ?? communityId
    const progress = (count: number) => {
      total.transfers += count
      if (monotonicMs() - total.toldMs < PROGRESS_MS) return
      total.toldMs = monotonicMs()
      console.error(`  ${at} / ${chosen.length} 个社区，${total.transfers} 笔，正在核对${name}`)
    }
    const input = { communityId, kept: kept?.get(originOf(communityId)) ?? [], progress }
    for (const { kind, row } of (await verifyBooks(ctx, input)).findings)
      tell(`${name} (${communityId})：${findingNames[kind]} (${kind}): ${row}`)
  }
  if (words.community === null) await verifySums(ctx, target, tell)
  const seconds = ((monotonicMs() - startedMs) / 1000).toFixed(1)
  const memory = (process.resourceUsage().maxRSS / 1024).toFixed(0)
  const read = `${chosen.length} 个社区，${total.transfers} 笔划转，${seconds} 秒，内存最高 ${memory} MB`
  if (total.wrong > 0) throw new UsageError(`${read}：${total.wrong} 处不对 (differences found)`)
  console.log(`${read}：账目无误 (books in order)`)
}

async function communitiesOf(ctx: Ctx, { community }: VerifyWords): Promise<readonly Id[]> {
  const all = await listBooks(ctx)
  if (community === null) return all
  const names = await loadTree(ctx)
  const found = all.filter((id) => id === community || names.get(id)?.name === community)
  if (found.length === 1) return found
  throw new UsageError(`没有这个社区的账，或几个社区同名，请写编号：${community}`)
}

/** Over all books at once, in plain SQL that shares nothing with the program. */
async function verifySums(
  ctx: Ctx,
  target: DatabaseTarget,
  tell: (line: string) => void,
): Promise<void> {
  await refreshOverview(ctx)
  const sql = connectPlainly(target)
  try {
    for (const of of ['books', 'rollups'] satisfies readonly PromisesOf[]) {
      for (const { promise, rows } of await findBroken(sql, of))
        tell(`${promise}: ${JSON.stringify(rows.slice(0, SHOWN))}`)
    }
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** With the database opened as start does; ends the process. */
export function verifyInDatabase(words: VerifyWords): void {
  runScript(({ ctx, target }) => verifyAll(ctx, target, words))
}
