import type { Column } from '../../../http/components/data-table.tsx'
import { Minutes, PersonName } from '../../../http/components/values.tsx'
import type { RecordView } from '../model.ts'
import { recordHref, spanText } from './parts.tsx'

/** What tables of records say alike; each table chooses and adds its own. */
export const recordColumns = {
  /** Who served, and the way to the record. */
  person: {
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
  activity: { key: 'activity', header: '活动', cell: ({ activityName }) => activityName },
  time: { key: 'time', header: '时间', phone: 'corner', cell: spanText },
  minutes: {
    key: 'minutes',
    header: '时长',
    align: 'end',
    phone: 'value',
    cell: ({ serviceMinutes }) => <Minutes minutes={serviceMinutes} />,
  },
} as const satisfies Record<string, Column<RecordView>>
