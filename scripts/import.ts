import { createWriteStream } from 'node:fs'
import { open as openFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { importErrors } from '../src/features/import/errors.ts'
import { exportBadRows } from '../src/features/import/export-bad-rows.ts'
import { importKindNames, rowFateNames } from '../src/features/import/messages.ts'
import { rowFates, type RowVerdict } from '../src/features/import/model.ts'
import { previewImport, type PreviewedImport } from '../src/features/import/preview-import.ts'
import { writeCsv } from '../src/features/report/write-csv.ts'
import { writeWorkbook } from '../src/features/report/write-workbook.ts'
import type { Ctx } from '../src/db/transaction.ts'
import { monotonicMs } from '../src/kernel/clock.ts'
import { DomainError } from '../src/kernel/errors.ts'
import { DISTRICT_SCOPE } from '../src/kernel/ids.ts'
import { readImportWords, type ImportWords } from './support/import-words.ts'
import { runScript, UsageError } from './support/open.ts'

const MOST_BYTES = 100 * 1024 * 1024
const MOST_SHOWN = 50

/** Checks a file, hands it in, or approves what was handed in; the last line is a summary. */
runScript(async ({ ctx }) => {
  const words = readImportWords(process.argv.slice(2))
  const bytes = await bytesOf(words.file ?? '')
  const previewed = await check(ctx, words, bytes)
  const isStopped = tellVerdicts(previewed, words)
  if (words.report !== null) await writeReport(words.report, previewed)
  if (isStopped) throw new UsageError('什么也没有写入。')
  console.log('试算完成，什么也没有写入；加上 --hand-in --by 手机号 交入。')
})

/** The size is asked before anything is read. */
async function bytesOf(path: string): Promise<Buffer> {
  const handle = await openFile(path).catch(() => {
    throw new UsageError(`打不开文件：${path}`)
  })
  try {
    const { size } = await handle.stat()
    if (size > MOST_BYTES) throw new DomainError(importErrors['file-too-large'])
    return await handle.readFile()
  } finally {
    await handle.close()
  }
}

async function check(ctx: Ctx, words: ImportWords, bytes: Buffer): Promise<PreviewedImport> {
  const startedMs = monotonicMs()
  const { kind, pairs, skipBad, duplicates } = words
  let toldMs = startedMs
  return previewImport(ctx, {
    ...{ bytes, kind, pairs },
    options: { skipBad, duplicates, decisions: {} },
    importerId: DISTRICT_SCOPE,
    progress(done, rows) {
      const nowMs = monotonicMs()
      if (done < rows && nowMs - toldMs < 2_000) return
      toldMs = nowMs
      const aSecond = Math.round((done * 1000) / Math.max(1, nowMs - startedMs))
      console.log(`已核对 ${done} / ${rows} 行，每秒 ${aSecond} 行`)
    },
  }).catch((error: unknown) => {
    const { missing, found } = error instanceof DomainError ? error.refusal.details : {}
    if (missing === undefined) throw error
    throw new UsageError(`少了栏目：${String(missing)}。文件里有：${String(found)}`)
  })
}

/** True when something stands in the way of handing the file in. */
function tellVerdicts({ file, summary, verdicts }: PreviewedImport, words: ImportWords): boolean {
  const { counts } = summary
  console.log(
    `${basename(words.file ?? '')}：${importKindNames[file.kind]}，${file.rows.length} 行`,
  )
  for (const note of file.notes) console.log(note)
  const told = verdicts.filter(({ fate }) => fate === 'bad' || fate === 'undecided')
  for (const verdict of told.slice(0, MOST_SHOWN)) tellVerdict(verdict)
  if (told.length > MOST_SHOWN) console.log(`……还有 ${told.length - MOST_SHOWN} 行，见 --report`)
  for (const one of summary.communities.slice(0, MOST_SHOWN)) {
    const minutes = one.minutes > 0 ? `，${one.minutes} 分钟` : ''
    console.log(`${one.communityName}：${one.rows} 行${minutes}`)
  }
  const fates = rowFates.filter((fate) => counts[fate] > 0)
  console.log(fates.map((fate) => `${rowFateNames[fate]} ${counts[fate]} 行`).join('，'))
  return (counts.bad > 0 && !words.skipBad) || counts.undecided > 0
}

function tellVerdict({ line, problems, likely }: RowVerdict): void {
  for (const { column, reason } of problems) {
    console.log(`第 ${line} 行 ${column || '整行'}：${reason}`)
  }
  if (problems.length > 0) return
  const known = likely.map(({ name, communityName }) => `${communityName} ${name}`).join('、')
  console.log(`第 ${line} 行：可能是已登记的 ${known}；请用 --duplicates 说明`)
}

async function writeReport(path: string, { file, verdicts }: PreviewedImport): Promise<void> {
  const byLine = new Map(file.rows.map((row) => [row.line, row]))
  const rows = verdicts.flatMap(({ line, fate, problems }) => {
    const row = byLine.get(line)
    if (!row || fate === 'ready') return []
    const reasons =
      problems.length > 0 ? problems : [{ line, column: '', reason: rowFateNames[fate] }]
    return [{ row, problems: reasons }]
  })
  async function* pages() {
    yield rows
  }
  const table = exportBadRows(file.headers, pages())
  const chunks = path.endsWith('.csv') ? writeCsv(table) : writeWorkbook(table, '没有写入的行')
  await pipeline(chunks, createWriteStream(path))
  console.log(`没有写入的 ${rows.length} 行和原因：${path}`)
}
