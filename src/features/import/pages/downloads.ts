import { commitToDistrict } from '../../../http/commit.ts'
import type { AppContext } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { contentTypes } from '../../report/api/answer-export.ts'
import type { ExportTable } from '../../report/model.ts'
import { writeCsv } from '../../report/write-csv.ts'
import { writeWorkbook } from '../../report/write-workbook.ts'
import { walkRows } from '../check-import.ts'
import { exportBadRows, type BadRow } from '../export-bad-rows.ts'
import { exportTemplate } from '../export-template.ts'
import type { ImportView } from '../get-import.ts'
import { importKindNames } from '../messages.ts'
import { importKinds } from '../model.ts'
import { takeRows } from '../take-rows.ts'
import { walkVerdicts } from '../walk-verdicts.ts'
import { openedImport, requireImporter } from './access.ts'

type Format = 'csv' | 'xlsx'

/** An empty file with the usual headings. */
export function template(c: AppContext): Promise<Response> {
  requireImporter(c)
  const kind = importKinds.find((each) => each === c.req.param('kind'))
  if (!kind) throw new DomainError(httpErrors['not-found'])
  const format = formatIn(c)
  const table = exportTemplate(kind, format === 'xlsx')
  return answer(c, table, format, { ascii: kind, title: `${importKindNames[kind]}模板` })
}

/** The lines to be put right with their reasons, or the whole file; filed, as every export is. */
export async function rows(c: AppContext): Promise<Response> {
  const found = await openedImport(c)
  const format = formatIn(c)
  const what = c.req.query('what') === 'all' ? 'all' : 'bad'
  if (c.req.method !== 'HEAD') {
    await commitToDistrict(c, takeRows, { importId: found.id, what, format }, newId())
  }
  const pages = what === 'all' ? allRows(c, found) : badRows(c, found)
  const table = exportBadRows(found.headers, pages)
  const title = what === 'all' ? '全部行' : '要改的行'
  return answer(c, table, format, { ascii: `rows-${what}`, title })
}

async function* badRows(c: AppContext, { id }: ImportView): AsyncGenerator<readonly BadRow[]> {
  for await (const told of walkVerdicts(c.get('services').ctx, id, ['bad'])) {
    yield told.map(({ row, verdict }) => ({ row, problems: verdict.problems }))
  }
}

async function* allRows(c: AppContext, { id }: ImportView): AsyncGenerator<readonly BadRow[]> {
  for await (const some of walkRows(c.get('services').ctx, id)) {
    yield some.map((row) => ({ row, problems: [] }))
  }
}

function formatIn(c: AppContext): Format {
  return c.req.query('format') === 'xlsx' ? 'xlsx' : 'csv'
}

async function answer(
  c: AppContext,
  table: ExportTable,
  format: Format,
  { ascii, title }: { readonly ascii: string; readonly title: string },
): Promise<Response> {
  const pieces: Uint8Array[] = []
  const chunks = format === 'csv' ? writeCsv(table) : writeWorkbook(table, title)
  for await (const piece of chunks) pieces.push(piece)
  const name = encodeURIComponent(`${title}.${format}`)
  return c.body(Buffer.concat(pieces), 200, {
    'content-type': contentTypes[format],
    'content-disposition': `attachment; filename="${ascii}.${format}"; filename*=UTF-8''${name}`,
  })
}
