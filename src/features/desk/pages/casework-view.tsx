import { DefinitionList, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { StatusChip, type Tone } from '../../../http/components/status-chip.tsx'
import { dateTimeText } from '../../../http/components/values.tsx'
import type { Casework, JudgedClock } from '../get-casework.ts'
import { clockMeasureNames, clockStageNames, partyNames, taskStateNames } from '../messages.ts'
import type { Photo, Task } from '../model/casework.ts'
import { requestHref, type RequestRef } from './parts.tsx'

/** What was done on a case so far; parts that there are not are left out. */
export function CaseworkView({ casework }: { casework: Casework }) {
  const { clocks, tasks } = casework
  return (
    <>
      {clocks.length > 0 && (
        <Section title="限时" bare>
          <DataTable caption="限时" captionHidden columns={clockColumns} rows={clocks} />
        </Section>
      )}
      {tasks.length > 0 && (
        <Section title="分解的任务" bare>
          <DataTable
            caption="分解的任务"
            captionHidden
            columns={taskColumns(casework)}
            rows={tasks}
          />
        </Section>
      )}
      <Referrals casework={casework} />
      <Deliberations casework={casework} />
    </>
  )
}

export function clockTone(clock: JudgedClock): Tone {
  if (clock.kept === false) return 'red'
  if (clock.stoppedAt !== null) return 'green'
  return clock.stage === 'running' ? 'grey' : 'yellow'
}

function clockText(clock: JudgedClock): string {
  if (clock.stoppedAt !== null) {
    return clock.kept ? '按时' : '超时答复'
  }
  if (clock.pausedAt !== null) return '等求助人'
  return clock.kept === false && clock.stage === 'running'
    ? clockStageNames.breached
    : clockStageNames[clock.stage]
}

const clockColumns: readonly Column<JudgedClock>[] = [
  {
    key: 'measure',
    header: '限时',
    rowHeader: true,
    phone: 'title',
    cell: ({ measure, round }) =>
      `${clockMeasureNames[measure]}${round > 1 ? `（第 ${round} 轮）` : ''}`,
  },
  { key: 'due', header: '应在', phone: 'value', cell: ({ dueAt }) => dateTimeText(dueAt) },
  {
    key: 'stopped',
    header: '答复',
    cell: ({ stoppedAt, pausedReason }) =>
      stoppedAt ? dateTimeText(stoppedAt) : (pausedReason ?? '—'),
  },
  {
    key: 'state',
    header: '情况',
    phone: 'corner',
    cell: (clock) => <StatusChip tone={clockTone(clock)} text={clockText(clock)} />,
  },
]

const taskTones: Readonly<Record<Task['state'], Tone>> = {
  open: 'yellow',
  done: 'green',
  dropped: 'grey',
}

const taskColumns = ({ names }: Casework): readonly Column<Task>[] => [
  {
    key: 'content',
    header: '任务',
    rowHeader: true,
    phone: 'title',
    cell: ({ content }) => content,
  },
  {
    key: 'handler',
    header: '谁办',
    cell: ({ handlerId }) => (handlerId ? names.get(handlerId) : '服务台'),
  },
  { key: 'due', header: '期限', cell: ({ dueAt }) => (dueAt ? dateTimeText(dueAt) : '—') },
  { key: 'result', header: '结果', phone: 'value', cell: ({ result }) => result ?? '—' },
  {
    key: 'state',
    header: '情况',
    phone: 'corner',
    cell: ({ state }) => <StatusChip tone={taskTones[state]} text={taskStateNames[state]} />,
  },
]

function Referrals({ casework: { referrals } }: { casework: Casework }) {
  if (referrals.length === 0) return null
  return (
    <Section title="转介">
      <DefinitionList
        items={referrals.map(({ organisation, reason, referredAt, helped, outcome }) => ({
          term: `${organisation}（${dateTimeText(referredAt)}）`,
          detail:
            helped === null ? `${reason}；等结果` : `${helped ? '帮上了' : '没有帮上'}：${outcome}`,
        }))}
      />
    </Section>
  )
}

function Deliberations({ casework: { deliberations } }: { casework: Casework }) {
  return (
    <>
      {deliberations.map(({ topic, openedAt, positions, result, closedAt }) => (
        <Section title={`五方协商：${topic}`} lead={`${dateTimeText(openedAt)} 发起`}>
          <DefinitionList
            items={[
              ...positions.map(({ party, speaker, position, statedAt }) => ({
                term: `${partyNames[party]}（${speaker}）`,
                detail: `${position}（${dateTimeText(statedAt)}）`,
              })),
              ...(closedAt ? [{ term: '结果', detail: result ?? '' }] : []),
            ]}
          />
        </Section>
      ))}
    </>
  )
}

/** Sealed where they are kept; shown to the asker and the desk. */
export function Photos({ at, photos }: { at: RequestRef; photos: readonly Photo[] }) {
  if (photos.length === 0) return null
  return (
    <Section title="照片">
      <div class="photos">
        {photos.map(({ id, caption }) => (
          <a href={requestHref(at, `photos/${id}`)}>
            <img src={requestHref(at, `photos/${id}`)} alt={caption} loading="lazy" />
          </a>
        ))}
      </div>
    </Section>
  )
}
