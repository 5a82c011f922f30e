import { createWriteStream } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Ctx } from '../src/db/transaction.ts'
import { loadTree } from '../src/features/person/load-tree.ts'
import type { Node } from '../src/features/person/model.ts'
import type { Books } from '../src/features/proof/model.ts'
import { packBooks } from '../src/features/proof/pack-books.ts'
import { walkBooks } from '../src/features/proof/walk-books.ts'
import { MINUTES_FACT } from '../src/features/report/messages.ts'
import type { ExportTable, Fact } from '../src/features/report/model.ts'
import { tabulateBooks } from '../src/features/report/tabulate-books.ts'
import { writeCsv } from '../src/features/report/write-csv.ts'
import { writePlainText } from '../src/features/report/write-plain-text.ts'
import { civilDateOf, civilTimeOf, monotonicMs, systemNow } from '../src/kernel/clock.ts'
import { readExportWords, type BooksFormat, type ExportWords } from './support/export-words.ts'
import { runScript } from './support/open.ts'
import { UsageError } from './support/usage-error.ts'

const PROGRESS_MS = 2_000
const PACKED_CHARS = 64 * 1024
const MEGABYTE = 1024 * 1024
const endings: Readonly<Record<BooksFormat, string>> = {
  csv: 'csv',
  hledger: 'journal',
  beancount: 'beancount',
  ndjson: 'ndjson',
}

type Progress = { books: number; transfers: number; bytes: number; toldMs: number }

/** Writes books as files that other programs check; what it says itself goes to standard error. */
runScript(async ({ ctx }) => {
  const words = readExportWords(process.argv.slice(2))
  const startMs = monotonicMs()
  const communities = await chosen(ctx, words)
  const communityIds = communities.map(({ id }) => id)
  const all = await walkBooks(ctx, { communityIds, untilOn: words.untilOn })
  const progress: Progress = { books: 0, transfers: 0, bytes: 0, toldMs: startMs }
  if (words.community === null) await mkdir(words.out ?? '', { recursive: true })
  for (const [at, books] of all.entries()) {
    const chunks = written(ctx, { node: communities[at], books, format: words.format }, progress)
    const path = pathOf(words, books)
    await (path === null ? pipeline(chunks, process.stdout, { end: false }) : save(chunks, path))
    progress.books += 1
  }
  const seconds = (monotonicMs() - startMs) / 1000
  const peak = process.resourceUsage().maxRSS / 1024
  console.error(
    `${progress.books} 个社区，${progress.transfers} 笔划转，` +
      `${(progress.bytes / MEGABYTE).toFixed(1)} MB，${seconds.toFixed(1)} 秒，` +
      `内存最高 ${peak.toFixed(0)} MB`,
  )
})

/** By id, or by a name that only one has. */
async function chosen(ctx: Ctx, { community }: ExportWords): Promise<readonly Node[]> {
  const nodes = [...(await loadTree(ctx)).values()].filter(({ kind }) => kind === 'community')
  if (community === null) return nodes
  const found = nodes.filter(({ id, name }) => id === community || name === community)
  if (found.length === 1) return found
  if (found.length === 0) throw new UsageError(`没有这个社区：${community}`)
  throw new UsageError(`几个社区叫这个名字，请写编号：\n${found.map(({ id }) => id).join('\n')}`)
}

function tableOf(node: Node | undefined, books: Books, progress: Progress): ExportTable {
  const table = tabulateBooks({ ...books, pages: told(books.pages, progress) })
  const now = systemNow()
  const facts: readonly Fact[] = [
    ['内容', '账簿'],
    ['社区', node?.name ?? ''],
    ...table.facts,
    ['导出时间', `${civilDateOf(now)} ${civilTimeOf(now)}（北京时间）`],
    ['单位', MINUTES_FACT],
  ]
  return { ...table, facts }
}

async function* told(pages: Books['pages'], progress: Progress): Books['pages'] {
  for await (const page of pages) {
    progress.transfers += page.length
    if (monotonicMs() - progress.toldMs > PROGRESS_MS) {
      progress.toldMs = monotonicMs()
      console.error(`已写完 ${progress.books} 个社区，${progress.transfers} 笔划转……`)
    }
    yield page
  }
}

type Written = {
  readonly node: Node | undefined
  readonly books: Books
  readonly format: BooksFormat
}

async function* written(
  ctx: Ctx,
  { node, books, format }: Written,
  progress: Progress,
): AsyncGenerator<Uint8Array> {
  const chunks =
    format === 'ndjson'
      ? writePacked(
          packBooks(ctx, { communityId: books.communityId, name: node?.name ?? '' }),
          progress,
        )
      : writeTable(tableOf(node, books, progress), format)
  for await (const bytes of chunks) {
    progress.bytes += bytes.length
    yield bytes
  }
}

function writeTable(table: ExportTable, format: Exclude<BooksFormat, 'ndjson'>) {
  return format === 'csv' ? writeCsv(table) : writePlainText(table, format)
}

/** Some hundred lines at a time. */
async function* writePacked(
  lines: ReturnType<typeof packBooks>,
  progress: Progress,
): AsyncGenerator<Uint8Array> {
  let text = ''
  for await (const line of lines) {
    text += `${JSON.stringify(line)}\n`
    if (line.line === 'transfer') progress.transfers += 1
    if (text.length < PACKED_CHARS) continue
    yield Buffer.from(text, 'utf8')
    text = ''
  }
  yield Buffer.from(text, 'utf8')
}

function pathOf({ community, format, out }: ExportWords, { communityId }: Books): string | null {
  if (out === null || community !== null) return out
  return join(out, `${communityId}.${endings[format]}`)
}

async function save(chunks: AsyncGenerator<Uint8Array>, path: string): Promise<void> {
  const part = `${path}.part`
  await pipeline(Readable.from(chunks), createWriteStream(part))
  await rename(part, path)
}
