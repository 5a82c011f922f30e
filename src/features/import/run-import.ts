import { readNow } from '../../db/clock.ts'
import type { Batch } from '../../db/commands.ts'
import { inRead, inTransaction, type Ctx } from '../../db/transaction.ts'
import { monotonicMs } from '../../kernel/clock.ts'
import { DISTRICT_SCOPE, newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { judgeRows, openJudging } from './judge-rows.ts'
import type { Import, RowProblem } from './model.ts'
import type { JudgedRow } from './rules/judging.ts'
import { openRows, openVerdicts, sealLeft } from './seal-rows.ts'
import {
  markChunkDone,
  selectProgress,
  takeChunk,
  wipeChunks,
  type Progress,
  type SealedChunk,
} from './store/chunks.ts'
import { lockImport, selectImport, updateImport } from './store/imports.ts'
import { writeRows, type TwoPeople } from './write-rows.ts'

export type RunImport = {
  readonly importId: Id
  /** Stops before the next chunk once so long was spent. */
  readonly forMs: number
  readonly progress?: (progress: Progress) => void
}

const CHUNK_DEADLINE_MS = 60_000

/**
 * Writes an approved import, one chunk a transaction, until it is done, the time is over, or others
 * are at what remains. Safe to run anywhere, in two processes, and after a kill: what a chunk wrote
 * and that it is done are committed together. Returns how far the import is.
 */
export async function runImport(ctx: Ctx, asked: RunImport): Promise<Progress> {
  const { importId, forMs, progress } = asked
  const startedMs = monotonicMs()
  for (;;) {
    const step = await inTransaction(ctx, (tx) => runChunk(ctx, tx, importId), CHUNK_DEADLINE_MS)
    const now = await inRead(ctx, (tx) => selectProgress(tx, importId))
    progress?.(now)
    if (step === 'nothing' || monotonicMs() - startedMs >= forMs) return now
  }
}

type Tx = Batch['ctx']['tx']

async function runChunk(ctx: Ctx, tx: Tx, importId: Id): Promise<'written' | 'nothing'> {
  const found = await selectImport(tx, importId)
  if (found?.state !== 'running' || found.decidedById === null) return 'nothing'
  const two = { importId, importerId: found.uploadedById, approverId: found.decidedById }
  const chunk = await takeChunk(tx, importId)
  const batch = { ctx: { ...ctx, tx }, now: await readNow(ctx, tx) }
  if (!chunk) {
    await finish(batch, importId)
    return 'nothing'
  }
  const planned = await judgePlanned(batch, found, chunk)
  const { written, left } = await writeRows(
    batch,
    two,
    planned.filter(({ fate }) => fate === 'ready'),
  )
  const allLeft = [...planned.flatMap(whyLeft), ...left].sort((a, b) => a.line - b.line)
  await markChunkDone(tx, chunk, {
    doneAt: batch.now,
    writtenCount: written,
    leftCount: new Set(allLeft.map(({ line }) => line)).size,
    leftSealed: sealLeft(ctx.sealKeys, chunk, allLeft),
  })
  await fileChunk(batch, two, chunk, written)
  return 'written'
}

/** What was to be written when the import was handed in; the books may have moved on. */
async function judgePlanned(
  batch: Batch,
  { kind, headers, columns, options, uploadedById }: Import,
  chunk: SealedChunk,
): Promise<readonly JudgedRow[]> {
  const { sealKeys } = batch.ctx
  const told = new Set(openVerdicts(sealKeys, chunk).map(({ line }) => line))
  const rows = openRows(sealKeys, chunk).filter(({ line }) => !told.has(line))
  const reading = { kind, headers, columns }
  const judging = await openJudging(batch.ctx, { reading, options, importerId: uploadedById })
  return judgeRows(batch, judging, rows)
}

function whyLeft({ fate, line, problems }: JudgedRow): readonly RowProblem[] {
  if (fate === 'bad') return problems
  const reason = '交入以后登记了可能是同一个人的人；请核对后另行办理'
  return fate === 'undecided' ? [{ line, column: '', reason }] : []
}

function fileChunk(
  batch: Batch,
  { importId, approverId }: TwoPeople,
  { number }: SealedChunk,
  written: number,
): Promise<void> {
  return recordAct(
    batch,
    {
      scope: DISTRICT_SCOPE,
      id: newId(),
      actor: { kind: 'person', personId: approverId, sessionId: importId },
    },
    { act: 'import.write-chunk', subjects: [importId, `chunk:${number}`, `rows:${written}`] },
  )
}

/** Once nobody is at a chunk any more. */
async function finish(batch: Batch, importId: Id): Promise<void> {
  const { tx } = batch.ctx
  const { chunks, doneChunks } = await selectProgress(tx, importId)
  if (doneChunks < chunks) return
  const found = await lockImport(tx, importId)
  if (found?.state !== 'running') return
  await updateImport(tx, importId, { state: 'done', doneAt: batch.now })
  await wipeChunks(tx, importId)
}
