import type { Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import { openJudging, walkJudged } from './judge-rows.ts'
import type { FileRow, ImportOptions, ImportSummary, RowVerdict } from './model.ts'
import type { Reading } from './rules/read-row.ts'
import { makeTally } from './rules/tally.ts'

export type JudgeFile = {
  readonly reading: Reading
  readonly options: ImportOptions
  readonly importerId: Id
  readonly chunks: AsyncIterable<readonly FileRow[]> | Iterable<readonly FileRow[]>
  /** Told after each chunk: what is said of its lines that would not be written. */
  readonly tell: (verdicts: readonly RowVerdict[], rows: number) => Promise<void> | void
}

/** Every row of a file, from the first to the last; nothing is written to the books. */
export async function judgeFile(ctx: Ctx, asked: JudgeFile): Promise<ImportSummary> {
  const judging = await openJudging(ctx, asked)
  const tally = makeTally()
  for await (const rows of walkJudged(ctx, judging, asked.chunks)) {
    tally.add(rows)
    const verdicts = rows.filter(({ fate }) => fate !== 'ready').map(({ plan: _, ...one }) => one)
    await asked.tell(verdicts, rows.length)
  }
  return tally.summary(judging.places.nameOf)
}
