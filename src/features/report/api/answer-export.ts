import { commitAs, visitorOf } from '../../../http/commit.ts'
import { SAVINGS_NOTICE } from '../../../http/components/blocks.tsx'
import type { AppContext } from '../../../http/env.ts'
import { civilDateOf, systemNow } from '../../../kernel/clock.ts'
import { newId } from '../../../kernel/ids.ts'
import { fileExport, type FileExport } from '../file-export.ts'
import type { ExportFormat, ExportMark, ExportScope, ExportTable } from '../model.ts'
import { openExport, type OpenedExport } from '../open-export.ts'
import { writeCsv } from '../write-csv.ts'
import { writePaper } from '../write-paper.ts'
import { writePlainText } from '../write-plain-text.ts'
import { writeWorkbook } from '../write-workbook.ts'
import { requireExporter } from './access.ts'

export const contentTypes: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
  hledger: 'text/plain; charset=utf-8',
  beancount: 'text/plain; charset=utf-8',
}

/** How a file's name ends, where that is not its format. */
const endings: Readonly<Partial<Record<ExportFormat, string>>> = { hledger: 'journal' }

/** A file, for a route and a page alike: it is filed before its first byte and when it ends. */
export async function answerExport(
  c: AppContext,
  scope: ExportScope,
  format: ExportFormat,
): Promise<Response> {
  await requireExporter(c, scope)
  const opened = await openExport(c.get('services').ctx, scope, visitorOf(c).name)
  // On paper it stands at the foot of every page.
  const notice = format !== 'pdf' && ['statement', 'trial-balance', 'books'].includes(scope.kind)
  const facts = notice ? [...opened.facts, ['声明', SAVINGS_NOTICE] as const] : opened.facts
  const headers = {
    'content-type': contentTypes[format],
    'content-disposition': dispositionOf(c, scope, opened, format),
  }
  // Nothing leaves the house: there is nothing to file.
  if (c.req.method === 'HEAD') return c.body(null, 200, headers)
  const exportId = newId()
  const file = (mark: ExportMark) => fileMark(c, { ...scope, ...mark, format, exportId })
  await file({ mark: 'begin' })
  const chunks = chunksOf(c, { ...opened, facts }, format, file)
  if (format === 'pdf') return c.body(await wholeOf(chunks), 200, headers)
  return c.body(streamOf(chunks), 200, headers)
}

type Chunks = AsyncGenerator<Uint8Array<ArrayBuffer>>

/** A PDF comes whole or not at all: what hinders it is said in words, not in half a file. */
async function wholeOf(chunks: Chunks): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  for await (const piece of chunks) pieces.push(piece)
  return Buffer.concat(pieces)
}

async function fileMark(c: AppContext, input: FileExport): Promise<void> {
  const { actor } = visitorOf(c)
  await commitAs(c, fileExport, { scope: input.communityId, actor, key: newId(), input })
}

type FileIt = (mark: ExportMark) => Promise<void>

/** The file's chunks; however it ends, the rows that were read for it are filed. */
async function* chunksOf(
  c: AppContext,
  opened: OpenedExport,
  format: ExportFormat,
  file: FileIt,
): Chunks {
  let rows = 0
  let whole = false
  async function* counted<T>(pages: AsyncGenerator<readonly T[]>) {
    for await (const page of pages) {
      rows += page.length
      yield page
    }
  }
  const { books, pages } = opened
  const table = {
    ...opened,
    pages: counted(pages),
    ...(books && { books: { ...books, pages: counted(books.pages) } }),
  }
  try {
    yield* written(table, opened.title, format)
    whole = true
  } finally {
    await file({ mark: 'finish', rows, whole }).catch((error: unknown) => {
      const requestId = c.get('requestId')
      c.get('services').logger.error({ requestId, err: error }, 'the end of an export is not filed')
    })
  }
}

function written(table: ExportTable, title: string, format: ExportFormat): Chunks {
  if (format === 'pdf') return writePaper(table, title, SAVINGS_NOTICE)
  if (format === 'xlsx') return writeWorkbook(table, title)
  return format === 'csv' ? writeCsv(table) : writePlainText(table, format)
}

/** Reads on only when the last chunk was taken, and stops where the reader stops. */
function streamOf(chunks: Chunks): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await chunks.next()
        if (next.done) controller.close()
        else controller.enqueue(next.value)
      },
      async cancel() {
        await chunks.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )
}

/** The name in Chinese (RFC 5987), and one in ASCII for who cannot read that. */
function dispositionOf(
  c: AppContext,
  { kind, fromOn, untilOn }: ExportScope,
  { title, communityName }: OpenedExport,
  format: ExportFormat,
): string {
  const today = civilDateOf(c.get('services').ctx.fixedNow?.() ?? systemNow())
  const days = fromOn && untilOn ? `${fromOn}_${untilOn}` : today
  const ending = endings[format] ?? format
  const name = `${title}-${communityName}-${days}.${ending}`.replace(/[\\/:*?"<>|]/g, '_')
  return `attachment; filename="${kind}-${days}.${ending}"; filename*=UTF-8''${encoded(name)}`
}

function encoded(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*!]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
