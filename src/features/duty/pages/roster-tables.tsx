import { Fold, Note, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { StatusChip } from '../../../http/components/status-chip.tsx'
import { dateText, DateText, DateTime, PersonName } from '../../../http/components/values.tsx'
import type { AppContext } from '../../../http/env.ts'
import type { CivilDate } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { listRosterChanges } from '../list-roster-changes.ts'
import type { Duty, NamedRosterChange } from '../model/rosters.ts'
import type { ShownRoster, ShownRosterDay } from '../show-roster.ts'
import { changeWords, weekdayText, type Month } from './roster-words.ts'

const orNobody = (name: string | null) => (name === null ? '—' : <PersonName name={name} />)

function nameOfActing({ actingId, aId, aName, bName }: ShownRosterDay): string | null {
  return actingId === null ? null : actingId === aId ? aName : bName
}

/** In words: A, B for A, nobody, or no duty on this day. */
function Acting({ day }: { day: ShownRosterDay }) {
  if (day.actingId === null && day.aId === null) {
    return <StatusChip tone="grey" text={day.isDutyDay ? '未排' : '休息'} />
  }
  if (day.actingId === null) return <StatusChip tone="red" text="没有人" />
  if (day.actingId === day.aId) return <StatusChip tone="green" text="A 角" />
  return <StatusChip tone="yellow" text="B 角顶班" />
}

type TodayProps = { today: CivilDate; roster: ShownRoster; href: string }

/** On top where the month in view holds today; else the way to it. */
export function Today({ today, roster, href }: TodayProps) {
  const day = roster.days.find(({ dutyOn }) => dutyOn === today)
  if (!day) {
    return (
      <p>
        <a href={href}>看今天由谁当班</a>
      </p>
    )
  }
  const name = nameOfActing(day)
  return (
    <Note tone={name ? 'green' : day.isDutyDay ? 'red' : 'grey'} title={`今天 ${dateText(today)}`}>
      <p>
        {name ? (
          <>
            由 <PersonName name={name} /> 当班 <Acting day={day} />
          </>
        ) : day.isDutyDay ? (
          '没有人当班，请在下面排。'
        ) : (
          '今天不值班。'
        )}
      </p>
    </Note>
  )
}

const monthColumns: readonly Column<ShownRosterDay>[] = [
  {
    key: 'on',
    header: '日期',
    rowHeader: true,
    phone: 'title',
    cell: ({ dutyOn }) => (
      <>
        <DateText on={dutyOn} /> {weekdayText(dutyOn)}
      </>
    ),
  },
  { key: 'a', header: 'A 角', cell: ({ aName }) => orNobody(aName) },
  { key: 'b', header: 'B 角', cell: ({ bName }) => orNobody(bName) },
  { key: 'acting', header: '当班', phone: 'value', cell: (day) => <Acting day={day} /> },
]

type MonthProps = { roster: ShownRoster; today: CivilDate; month: Month }

export function MonthTable({ roster, today, month }: MonthProps) {
  return (
    <DataTable
      caption={`${roster.duty.name}值班表，${month.label}`}
      captionHidden
      columns={monthColumns}
      rows={roster.days}
      tone={({ dutyOn, aId, actingId }) =>
        dutyOn === today ? 'green' : aId !== null && actingId === null ? 'red' : undefined
      }
    />
  )
}

const changeColumns: readonly Column<NamedRosterChange>[] = [
  {
    key: 'on',
    header: '值班日',
    rowHeader: true,
    phone: 'title',
    cell: ({ dutyOn }) => <DateText on={dutyOn} />,
  },
  { key: 'kind', header: '怎么变的', cell: ({ kind }) => changeWords[kind] },
  { key: 'a', header: 'A 角', cell: ({ aName }) => orNobody(aName) },
  { key: 'b', header: 'B 角', cell: ({ bName }) => orNobody(bName) },
  { key: 'by', header: '经手人', cell: ({ changedByName }) => orNobody(changedByName) },
  {
    key: 'at',
    header: '时间',
    phone: 'corner',
    cell: ({ changedAt }) => <DateTime at={changedAt} />,
  },
]

type ChangesProps = { c: AppContext; communityId: Id; duty: Duty; month: Month }

export async function Changes({ c, communityId, duty, month }: ChangesProps) {
  const { fromOn, untilOn } = month
  const input = { communityId, dutyId: duty.id, fromOn, untilOn }
  const rows = await listRosterChanges(c.get('services').ctx, input)
  if (rows.length === 0) return null
  return (
    <Section title="变动记录">
      <Fold title={`${month.label}的排班、换班，共 ${rows.length} 条`}>
        <DataTable caption="变动记录" captionHidden columns={changeColumns} rows={rows} />
      </Fold>
    </Section>
  )
}
