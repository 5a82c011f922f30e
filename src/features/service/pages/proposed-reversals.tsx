import { Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { DateTime, Minutes, PersonName } from '../../../http/components/values.tsx'
import type { RecordView } from '../model.ts'
import { recordHref, spanText } from './parts.tsx'

const columns: readonly Column<RecordView>[] = [
  {
    key: 'person',
    header: '志愿者',
    rowHeader: true,
    phone: 'title',
    cell: (record) => (
      <a href={recordHref(record)}>
        <PersonName name={record.personName} />
      </a>
    ),
  },
  { key: 'activity', header: '活动', cell: ({ activityName }) => activityName },
  { key: 'time', header: '时间', phone: 'corner', cell: spanText },
  {
    key: 'minutes',
    header: '时长',
    align: 'end',
    phone: 'value',
    cell: ({ serviceMinutes }) => <Minutes minutes={serviceMinutes} />,
  },
  { key: 'reason', header: '更正的原因', cell: ({ reversal }) => reversal?.reason ?? '' },
  {
    key: 'proposed',
    header: '提请',
    cell: ({ reversal }) => (reversal ? <DateTime at={reversal.proposedAt} /> : ''),
  },
]

/** Credits that were used already: a second coordinator opens the record and agrees, or leaves it. */
export function ProposedReversals({ records }: { records: readonly RecordView[] }) {
  if (records.length === 0) return null
  return (
    <Section
      title="待确认的更正"
      lead="储蓄已经用掉一部分，差额要由另一位社区工作者打开记录确认核销。"
      bare
    >
      <DataTable caption="待确认的更正" captionHidden columns={columns} rows={records} />
    </Section>
  )
}
