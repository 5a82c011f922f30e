import type { AppContext } from '../../../http/env.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { contentTypes } from '../api/answer-export.ts'
import { reportErrors } from '../errors.ts'
import type { Overview } from '../get-overview.ts'
import { MINUTES_FACT } from '../messages.ts'
import type { ExportColumn, ExportTable, OverviewFigures, Row } from '../model.ts'
import { writeCsv } from '../write-csv.ts'
import { writeWorkbook } from '../write-workbook.ts'
import { sortParts } from './overview-tables.tsx'
import { overviewPeriodText, type SortKey } from './overview-words.ts'

const whole = (header: string): ExportColumn => ({ header, kind: 'whole', width: 14 })
const text = (header: string): ExportColumn => ({ header, kind: 'text', width: 14 })

const columns: readonly ExportColumn[] = [
  text('街道'),
  text('社区'),
  ...['服务时长（分钟）', '记录', '服务的人', '存入（分钟）', '使用（分钟）'].map(whole),
  whole('期末结余（分钟）'),
  ...['活跃党员', '活跃群众'].map(whole),
  ...['参与比 1+', '达成度（%）', '达标率（%）', '可追溯率（%）'].map(text),
  ...['登记的事项', '要五分钟答复的', '其中做到的', '承诺上门的', '其中按时的', '还没到时限的'].map(
    whole,
  ),
  ...['五分钟答复率（%）', '准时率（%）'].map(text),
]

function rowOf(names: readonly [string, string], one: OverviewFigures): Row {
  const { mobilisation } = one
  return [
    ...names,
    ...[one.serviceMinutes, one.records, one.peopleServing, one.earnedMinutes, one.usedMinutes],
    ...[one.outstandingMinutes, mobilisation.activeParty, mobilisation.activeMasses],
    ...[mobilisation.participationRatio, mobilisation.attainment],
    ...[mobilisation.goalRate, mobilisation.traceableRate],
    ...[one.registered, one.quick, one.quickAnswered],
    ...[one.promised, one.promiseKept, one.promiseWaiting, one.quickShare, one.promiseShare],
  ]
}

/** The figures of every community below and of all together; nobody is named, so nothing is filed. */
export async function exportOverview(
  c: AppContext,
  view: Overview,
  sort: SortKey,
): Promise<Response> {
  const format = (['csv', 'xlsx'] as const).find((each) => each === c.req.query('format'))
  if (!format) throw new DomainError(reportErrors['format-unknown'])
  const table: ExportTable = {
    facts: [
      ['内容', `${view.node.name}概览`],
      ['时间', overviewPeriodText(view.period)],
      ['截至', view.asOfAt ?? '还没有汇总'],
      ['单位', MINUTES_FACT],
    ],
    columns,
    pages: rowsOf(view, sort),
  }
  const chunks: Uint8Array<ArrayBuffer>[] = []
  const file = format === 'csv' ? writeCsv(table) : writeWorkbook(table, '概览')
  for await (const chunk of file) chunks.push(chunk)
  const name = encodeURIComponent(`概览-${view.node.name}-${view.period.code}.${format}`)
  return c.body(Buffer.concat(chunks), 200, {
    'content-type': contentTypes[format],
    'content-disposition': `attachment; filename="overview-${view.period.code}.${format}"; filename*=UTF-8''${name}`,
  })
}

async function* rowsOf(view: Overview, sort: SortKey): AsyncGenerator<readonly Row[]> {
  const parts = sortParts(view, sort)
  yield parts.map((part) => rowOf([part.subdistrictName, part.name], part))
  yield [rowOf(['合计', view.node.name], view.figures)]
}
