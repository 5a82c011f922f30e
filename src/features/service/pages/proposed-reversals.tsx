import { Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { DateTime } from '../../../http/components/values.tsx'
import type { RecordView } from '../model.ts'
import { recordColumns } from './record-columns.tsx'

const columns: readonly Column<RecordView>[] = [
  recordColumns.person,
  recordColumns.activity,
  recordColumns.time,
  recordColumns.minutes,
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
