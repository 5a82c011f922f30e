import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { DefinitionList, type Definition } from '../../../http/components/blocks.tsx'
import { StatusChip, type Tone } from '../../../http/components/status-chip.tsx'
import { DateTime, Minutes, PersonName } from '../../../http/components/values.tsx'
import { minutes } from '../../../kernel/minutes.ts'
import type { ImportView } from '../get-import.ts'
import type { ListedImport } from '../list-imports.ts'
import { importKindNames, importStateNames, rowFateNames } from '../messages.ts'
import type { CommunityCount, ImportState, RowFate, RowProblem } from '../model.ts'
import { rowFates } from '../model.ts'

const stateTones: Readonly<Record<ImportState, Tone>> = {
  uploaded: 'grey',
  handedIn: 'yellow',
  running: 'yellow',
  done: 'green',
  rejected: 'red',
}

const fateTones: Readonly<Record<RowFate, Tone>> = {
  ready: 'green',
  known: 'grey',
  undecided: 'yellow',
  skipped: 'grey',
  bad: 'red',
}

export function ImportStateChip({ state }: { state: ImportState }) {
  return <StatusChip tone={stateTones[state]} text={importStateNames[state]} />
}

export function FateChip({ fate }: { fate: RowFate }) {
  return <StatusChip tone={fateTones[fate]} text={rowFateNames[fate]} />
}

export function progressText({ state, rows, progress }: ListedImport | ImportView): string {
  if (state === 'running') return `已办 ${progress.doneRows} / ${rows} 行`
  if (state !== 'done') return `${rows} 行`
  const left = progress.left > 0 ? `，没有写入 ${progress.left} 行` : ''
  return `写入 ${progress.written} 行${left}`
}

/** What the file is, and who has done what with it. */
export function ImportFacts({ found }: { found: ImportView }) {
  const { kind, fileName, rows, uploadedByName, uploadedAt, handedInAt, notes } = found
  const facts: Definition[] = [
    { term: '文件', detail: <bdi>{fileName}</bdi> },
    { term: '种类', detail: importKindNames[kind] },
    { term: '行数', detail: `${rows} 行，表头在第 ${found.headerLine} 行` },
    {
      term: handedInAt === null ? '上传' : '交入',
      detail: (
        <>
          <PersonName name={uploadedByName} />{' '}
          <DateTime at={handedInAt ?? uploadedAt} form="long" />
        </>
      ),
    },
  ]
  if (notes.length > 0) facts.push({ term: '说明', detail: notes.join('；') })
  if (found.decidedAt !== null) {
    facts.push({
      term: found.state === 'rejected' ? '退回' : '批准',
      detail: (
        <>
          <PersonName name={found.decidedByName ?? '系统'} />{' '}
          <DateTime at={found.decidedAt} form="long" />
          {found.reason && `：${found.reason}`}
        </>
      ),
    })
  }
  return <DefinitionList items={facts} />
}

/** How many lines are what: 可以写入 120 行. */
export function Counts({ found }: { found: ImportView }) {
  const { summary } = found
  if (!summary) return null
  const items = rowFates
    .filter((fate) => fate === 'ready' || summary.counts[fate] > 0)
    .map((fate) => ({ term: rowFateNames[fate], detail: `${summary.counts[fate]} 行` }))
  const { firstOn, lastOn } = summary
  const period = firstOn && lastOn ? [{ term: '服务日期', detail: `${firstOn} 至 ${lastOn}` }] : []
  return <DefinitionList items={[...items, ...period]} />
}

const communityColumns: readonly Column<CommunityCount>[] = [
  {
    key: 'community',
    header: '社区',
    rowHeader: true,
    phone: 'title',
    cell: ({ communityName }) => communityName,
  },
  { key: 'rows', header: '行数', align: 'end', phone: 'value', cell: ({ rows }) => `${rows} 行` },
]

const minutesColumn: Column<CommunityCount> = {
  key: 'minutes',
  header: '时长',
  align: 'end',
  cell: (one) => <Minutes minutes={minutes(one.minutes)} />,
}

export function Communities({ communities }: { communities: readonly CommunityCount[] }) {
  const isTimed = communities.some((one) => one.minutes > 0)
  return (
    <DataTable
      caption="将要写入的行，按社区"
      columns={isTimed ? [...communityColumns, minutesColumn] : communityColumns}
      rows={communities}
    />
  )
}

const problemColumns: readonly Column<RowProblem>[] = [
  {
    key: 'line',
    header: '行',
    align: 'end',
    tight: true,
    rowHeader: true,
    phone: 'title',
    cell: ({ line }) => `第 ${line} 行`,
  },
  { key: 'column', header: '栏目', cell: ({ column }) => column || '整行' },
  { key: 'reason', header: '原因', phone: 'plain', cell: ({ reason }) => <bdi>{reason}</bdi> },
]

export function Problems({
  problems,
  caption,
}: {
  problems: readonly RowProblem[]
  caption: string
}) {
  return (
    <DataTable
      caption={caption}
      captionHidden
      columns={problemColumns}
      rows={problems}
      tone={() => 'red'}
    />
  )
}
