import type { Ctx } from '../../db/transaction.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { measureNames, recipientText, recordStateNames } from '../service/messages.ts'
import type { RecordView } from '../service/model.ts'
import { walkRecords, type WalkRecords } from '../service/walk-records.ts'
import { mapPages } from './map-pages.ts'
import type { ExportColumn, ExportTable, Row } from './model.ts'

const columns: readonly ExportColumn[] = [
  { header: '服务日期', kind: 'date', width: 12 },
  { header: '开始', kind: 'time', width: 17 },
  { header: '结束', kind: 'time', width: 17 },
  { header: '志愿者', kind: 'text', width: 14 },
  { header: '服务项目', kind: 'text', width: 18 },
  { header: '活动', kind: 'text', width: 22 },
  { header: '地点', kind: 'text', width: 22 },
  { header: '服务对象', kind: 'text', width: 18 },
  { header: '服务内容', kind: 'text', width: 30 },
  { header: '成效', kind: 'text', width: 24 },
  { header: '组织单位', kind: 'text', width: 18 },
  { header: '负责人', kind: 'text', width: 12 },
  { header: '计时方式', kind: 'text', width: 12 },
  { header: '服务时长（分钟）', kind: 'whole', width: 16 },
  { header: '状态', kind: 'text', width: 10 },
  { header: '存入储蓄（分钟）', kind: 'whole', width: 16 },
  { header: '提交时间', kind: 'time', width: 17 },
  { header: '审核人', kind: 'text', width: 12 },
  { header: '审核时间', kind: 'time', width: 17 },
  { header: '审核说明', kind: 'text', width: 20 },
  { header: '补录原因', kind: 'text', width: 20 },
  { header: '记录编号', kind: 'text', width: 38 },
]

function rowOf(record: RecordView): Row {
  return [
    civilDateOf(record.startsAt),
    record.startsAt,
    record.endsAt,
    record.personName,
    record.offeringName,
    record.activityName,
    record.place,
    recipientText(record),
    record.content,
    record.outcome,
    record.organiser,
    record.personInCharge,
    measureNames[record.measuredBy],
    record.serviceMinutes,
    recordStateNames[record.state],
    record.creditMinutes,
    record.submittedAt,
    record.decidedByName,
    record.decidedAt,
    record.decisionReason,
    record.lateReason,
    record.id,
  ]
}

/** What was served in a community within a period, the earliest first; drafts are left out. */
export function exportRecords(ctx: Ctx, input: WalkRecords): ExportTable {
  const state = input.state === null ? '全部（不含草稿）' : recordStateNames[input.state]
  return {
    facts: [['状态', state]],
    columns,
    pages: mapPages(walkRecords(ctx, input), rowOf),
  }
}
