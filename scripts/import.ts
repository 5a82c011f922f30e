import { createWriteStream } from 'node:fs'
import { open as openFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { WriteUseCase } from '../src/db/command.ts'
import { hashRequest } from '../src/db/commands.ts'
import type { Ctx } from '../src/db/transaction.ts'
import { approveImport } from '../src/features/import/approve-import.ts'
import { checkImport } from '../src/features/import/check-import.ts'
import { importErrors } from '../src/features/import/errors.ts'
import { exportBadRows } from '../src/features/import/export-bad-rows.ts'
import { findSameImport } from '../src/features/import/find-same-import.ts'
import { getImport } from '../src/features/import/get-import.ts'
import { handInImport } from '../src/features/import/hand-in-import.ts'
import { listImports } from '../src/features/import/list-imports.ts'
import { importKindNames, importStateNames, rowFateNames } from '../src/features/import/messages.ts'
import { rowFates, type ImportSummary, type RowVerdict } from '../src/features/import/model.ts'
import { previewImport, type PreviewedImport } from '../src/features/import/preview-import.ts'
import { readFile } from '../src/features/import/read-file.ts'
import { rejectImport } from '../src/features/import/reject-import.ts'
import { runImport } from '../src/features/import/run-import.ts'
import { uploadImport } from '../src/features/import/upload-import.ts'
import { findByPhone } from '../src/features/person/find-by-phone.ts'
import { writeCsv } from '../src/features/report/write-csv.ts'
import { writeWorkbook } from '../src/features/report/write-workbook.ts'
import { openedToken } from '../src/features/service/approve-records.ts'
import type { Actor } from '../src/kernel/actor.ts'
import { monotonicMs } from '../src/kernel/clock.ts'
import { DomainError, isRefusal } from '../src/kernel/errors.ts'
import { DISTRICT_SCOPE, newId, type Id } from '../src/kernel/ids.ts'
import { readImportWords, type ImportWords } from './support/import-words.ts'
import { runScript } from './support/open.ts'
import { UsageError } from './support/usage-error.ts'

const MOST_BYTES = 100 * 1024 * 1024
const MOST_SHOWN = 50
const PROGRESS_MS = 2_000
const PAUSE_MS = 1_000

type PersonActor = Extract<Actor, { kind: 'person' }>

/** Checks a file, hands it in, or approves what was handed in; the last line is a summary. */
runScript(async ({ ctx }) => {
  const words = readImportWords(process.argv.slice(2))
  if (words.act === 'list') return list(ctx)
  if (words.act === 'approve') return approve(ctx, words)
  if (words.act === 'reject') return reject(ctx, words)
  const bytes = await bytesOf(words.file ?? '')
  const actor = words.phone === null ? null : await actorOf(ctx, words)
  if (actor && words.act === 'handIn' && (await isHandedIn(ctx, words, bytes, actor))) return
  const previewed = await check(ctx, words, bytes, actor?.personId ?? DISTRICT_SCOPE)
  const isStopped = tellPreview(previewed, words)
  if (words.report !== null) await writeReport(words.report, previewed)
  if (isStopped) throw new UsageError('什么也没有写入。')
  if (words.act === 'handIn' && actor) return handIn(ctx, words, actor, previewed)
  console.log('试算完成，什么也没有写入；加上 --hand-in --by 手机号 交入。')
})

/** Whoever works at the machine that keeps the data says who they are; the roles are theirs. */
async function actorOf(ctx: Ctx, { phone, name }: ImportWords): Promise<PersonActor> {
  const person = await findByPhone(ctx, { phone: phone ?? '', name })
  return { kind: 'person', personId: person.id, sessionId: newId() }
}

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

/** The very file was handed in before: it is not even checked again. */
async function isHandedIn(
  ctx: Ctx,
  { kind }: ImportWords,
  bytes: Buffer,
  { personId }: PersonActor,
): Promise<boolean> {
  const same = await findSameImport(ctx, await readFile(bytes, kind), personId)
  if (!same || same.state === 'uploaded') return false
  console.log(`同一个文件已经交入过：${same.id} ${importStateNames[same.state]}`)
  return true
}

function check(
  ctx: Ctx,
  { kind, pairs, skipBad, duplicates }: ImportWords,
  bytes: Buffer,
  importerId: Id,
): Promise<PreviewedImport> {
  const told = makeProgress('核对')
  return previewImport(ctx, {
    ...{ bytes, kind, pairs, importerId },
    options: { skipBad, duplicates, decisions: {} },
    progress: told,
  }).catch((error: unknown) => {
    const { missing, found } = error instanceof DomainError ? error.refusal.details : {}
    if (missing === undefined) throw error
    throw new UsageError(`少了栏目：${String(missing)}。文件里有：${String(found)}`)
  })
}

/** A line every two seconds and at the end, with the rate. */
function makeProgress(what: string): (done: number, rows: number) => void {
  const startedMs = monotonicMs()
  let toldMs = startedMs
  let toldDone = -1
  return (done, rows) => {
    const nowMs = monotonicMs()
    if (done === toldDone || (done < rows && nowMs - toldMs < PROGRESS_MS)) return
    toldMs = nowMs
    toldDone = done
    const aSecond = Math.round((done * 1000) / Math.max(1, nowMs - startedMs))
    console.log(`已${what} ${done} / ${rows} 行，每秒 ${aSecond} 行`)
  }
}

/** True when something stands in the way of handing the file in. */
function tellPreview({ file, summary, verdicts }: PreviewedImport, words: ImportWords): boolean {
  console.log(
    `${basename(words.file ?? '')}：${importKindNames[file.kind]}，${file.rows.length} 行`,
  )
  for (const note of file.notes) console.log(note)
  const told = verdicts.filter(({ fate }) => fate === 'bad' || fate === 'undecided')
  for (const verdict of told.slice(0, MOST_SHOWN)) tellVerdict(verdict)
  if (told.length > MOST_SHOWN) console.log(`……还有 ${told.length - MOST_SHOWN} 行，见 --report`)
  tellSummary(summary)
  const { bad, undecided } = summary.counts
  return (bad > 0 && !words.skipBad) || undecided > 0
}

function tellSummary({ communities, counts }: ImportSummary): void {
  for (const one of communities.slice(0, MOST_SHOWN)) {
    const minutes = one.minutes > 0 ? `，${one.minutes} 分钟` : ''
    console.log(`${one.communityName}：${one.rows} 行${minutes}`)
  }
  const fates = rowFates.filter((fate) => counts[fate] > 0)
  console.log(fates.map((fate) => `${rowFateNames[fate]} ${counts[fate]} 行`).join('，'))
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
    const whole = [{ line, column: '', reason: rowFateNames[fate] }]
    return [{ row, problems: problems.length > 0 ? problems : whole }]
  })
  async function* pages() {
    yield rows
  }
  const table = exportBadRows(file.headers, pages())
  const chunks = path.endsWith('.csv') ? writeCsv(table) : writeWorkbook(table, '没有写入的行')
  await pipeline(chunks, createWriteStream(path))
  console.log(`没有写入的 ${rows.length} 行和原因：${path}`)
}

async function send<I, O>(
  ctx: Ctx,
  useCase: WriteUseCase<I, O>,
  actor: PersonActor,
  input: I,
): Promise<O> {
  const requestHash = hashRequest(useCase.useCase, input)
  const command = { scope: DISTRICT_SCOPE, actor, key: newId(), requestHash, input }
  const [outcome] = await useCase.run(ctx, [command])
  if (!outcome) throw new Error('no outcome')
  const { result } = outcome
  if (!isRefusal(result)) return result
  const { communities } = result.details
  if (communities !== undefined) console.error(`不归您管的社区：${String(communities)}`)
  throw new DomainError(result.error, result.details)
}

async function handIn(
  ctx: Ctx,
  words: ImportWords,
  actor: PersonActor,
  { file, columns, summary, verdicts }: PreviewedImport,
): Promise<void> {
  const { skipBad, duplicates } = words
  const options = { skipBad, duplicates, decisions: {} }
  const { importId, isNew } = await uploadImport(ctx, {
    ...{ actor, file, columns, options, fileName: basename(words.file ?? '') },
    judged: { summary, verdicts },
  })
  // uploaded on the page before, maybe with other choices: those of the command line count
  const { personId } = actor
  if (!isNew) await checkImport(ctx, { importId, personId, columns, options })
  await send(ctx, handInImport, actor, { importId })
  console.log(`已交入，请另一位批准：npm run import -- --approve ${importId} --by 手机号`)
}

async function approve(ctx: Ctx, words: ImportWords): Promise<void> {
  const importId = words.id
  const actor = await actorOf(ctx, words)
  const found = await getImport(ctx, importId)
  console.log(`${found.fileName}：${importKindNames[found.kind]}，${found.uploadedByName} 交入`)
  if (found.summary) tellSummary(found.summary)
  if (found.state === 'handedIn') {
    const opened = openedToken(ctx.sealKeys, actor.personId, importId)
    await send(ctx, approveImport, actor, { importId, opened })
  } else if (found.state !== 'running') {
    throw new UsageError(`这次导入${importStateNames[found.state]}。`)
  }
  await writeAll(ctx, importId)
}

/** A server that runs beside us may be at some of the chunks: then we wait for it. */
async function writeAll(ctx: Ctx, importId: Id): Promise<void> {
  const { rows, progress: before } = await getImport(ctx, importId)
  const told = makeProgress('写入')
  for (;;) {
    await runImport(ctx, {
      importId,
      forMs: Infinity,
      progress: ({ doneRows }) => told(doneRows - before.doneRows, rows - before.doneRows),
    })
    const { state } = await getImport(ctx, importId)
    if (state !== 'running') break
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
  const { progress, left } = await getImport(ctx, importId)
  for (const { line, column, reason } of left) {
    console.log(`没有写入：第 ${line} 行 ${column || '整行'}：${reason}`)
  }
  console.log(`导入完成：写入 ${progress.written} 行，没有写入 ${progress.left} 行`)
}

async function reject(ctx: Ctx, words: ImportWords): Promise<void> {
  if (words.reason === '') throw new UsageError('请写 --reason 原因')
  const { id: importId, reason } = words
  await send(ctx, rejectImport, await actorOf(ctx, words), { importId, reason })
  console.log('已退回，文件内容已清除。')
}

async function list(ctx: Ctx): Promise<void> {
  const imports = await listImports(ctx, { before: null, limit: 50 })
  for (const { id, kind, state, fileName, rows, progress } of imports) {
    const done = state === 'running' ? `，已办 ${progress.doneRows} 行` : ''
    console.log(
      `${id} ${importKindNames[kind]} ${fileName} ${rows} 行 ${importStateNames[state]}${done}`,
    )
  }
  console.log(`${imports.length} 次导入`)
}
