import type { Child } from 'hono/jsx'
import { DefinitionList, type Definition } from '../../../http/components/blocks.tsx'
import { DateTime, Minutes, PersonName } from '../../../http/components/values.tsx'
import type { Instant } from '../../../kernel/clock.ts'
import { minutes } from '../../../kernel/minutes.ts'
import { measureNames, recipientText } from '../messages.ts'
import type { InboxRecord } from '../model.ts'
import { ColourChip, spanText, StateChip } from './parts.tsx'

function row(term: string, detail: Child | null | undefined): Definition[] {
  return detail === null || detail === undefined || detail === '' ? [] : [{ term, detail }]
}

function at(instant: Instant | null): Child | null {
  return instant === null ? null : <DateTime at={instant} />
}

type FactsProps = {
  record: InboxRecord
  /** For whoever approves: colour and reasons. */ judged: boolean
}

/** Every field of a record (R-05, SE-57), and how it came to its state. */
export function RecordFacts({ record, judged }: FactsProps) {
  return (
    <DefinitionList
      items={[
        { term: '状态', detail: <StateChip state={record.state} /> },
        ...(judged && record.state === 'submitted' ? judgement(record) : []),
        { term: '志愿者', detail: <PersonName name={record.personName} /> },
        { term: '服务项目', detail: record.offeringName },
        { term: '活动名称', detail: record.activityName },
        { term: '时间', detail: spanText(record) },
        { term: '时长', detail: <Minutes minutes={record.serviceMinutes} /> },
        { term: '社区', detail: record.servedAtName },
        { term: '地点', detail: record.place },
        { term: '服务对象', detail: <bdi>{recipientText(record)}</bdi> },
        { term: '内容', detail: record.content },
        { term: '成效', detail: record.outcome },
        { term: '组织单位', detail: record.organiser },
        { term: '负责人', detail: <bdi>{record.personInCharge}</bdi> },
        { term: '计时方式', detail: measureNames[record.measuredBy] },
        ...evidenceOf(record),
        ...courseOf(record),
      ]}
    />
  )
}

function judgement(record: InboxRecord): Definition[] {
  return [
    { term: '颜色', detail: <ColourChip colour={record.colour} /> },
    ...row('时间冲突', record.conflicts.map(spanText).join('；')),
    { term: '当日合计', detail: <Minutes minutes={minutes(record.dayMinutes)} /> },
  ]
}

function evidenceOf(record: InboxRecord): Definition[] {
  return [
    ...row('签到', at(record.checkedInAt)),
    ...row('签退', record.checkedInAt && !record.checkedOutAt ? '未签出' : at(record.checkedOutAt)),
    ...row('对象确认', at(record.recipientConfirmedAt)),
    ...row('签到表', record.groupSheetTitle),
  ]
}

function courseOf(record: InboxRecord): Definition[] {
  const { reversal, creditMinutes } = record
  return [
    { term: '录入', detail: <PersonName name={record.enteredByName} /> },
    ...row('补录原因', record.lateReason),
    ...row('提交', at(record.submittedAt)),
    ...row(
      '审核',
      record.decidedByName && record.state !== 'withdrawn' ? (
        <PersonName name={record.decidedByName} />
      ) : null,
    ),
    ...row('审核时间', record.state === 'withdrawn' ? null : at(record.decidedAt)),
    ...row('驳回原因', record.decisionReason),
    ...row('存入储蓄', creditMinutes === null ? null : <Minutes minutes={creditMinutes} />),
    ...row('更正原因', reversal?.reason),
    ...row('更正时间', at(reversal?.reversedAt ?? null)),
    ...row(
      '核销',
      reversal?.writtenOffMinutes ? <Minutes minutes={reversal.writtenOffMinutes} /> : null,
    ),
  ]
}
