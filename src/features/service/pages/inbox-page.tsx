import type { OpenAPIHono } from '@hono/zod-openapi'
import { EmptyState, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { ButtonLink } from '../../../http/components/forms.tsx'
import { CursorNav } from '../../../http/components/navigation.tsx'
import { DateTime, Minutes, PersonName } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { formatMinutes, minutes } from '../../../kernel/minutes.ts'
import { decodeCursor } from '../../../kernel/paging.ts'
import { chosenCommunity, CommunityFilter } from '../../person/pages/communities.tsx'
import { listInbox } from '../list-inbox.ts'
import { listProposedReversals } from '../list-proposed-reversals.ts'
import { measureNames } from '../messages.ts'
import type { InboxRecord } from '../model.ts'
import { groupInbox, type ActivityGroup, type SheetGroup } from './inbox-groups.ts'
import { flashOf, RefusedList, toldOutcome } from './outcomes.tsx'
import { ColourChip } from './parts.tsx'
import { recordColumns } from './record-columns.tsx'
import { ProposedReversals } from './proposed-reversals.tsx'

/** Enough for a day of a large community; the rest is a page on. */
const PAGE = 300

export function inboxPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/inbox', inboxPage)
  return router
}

/** Who approves. */
export const approvers = ['coordinator']

export function readInbox(c: AppContext, communityId: string, cursor: string | null = null) {
  return listInbox(c.get('services').ctx, { communityId, limit: PAGE, cursor })
}

async function inboxPage(c: AppContext): Promise<Response> {
  const place = await chosenCommunity(c, approvers, c.req.query('community'))
  const { chosen } = place
  const sent = c.req.query('cursor') ?? null
  const cursor = sent && decodeCursor(sent, ['instant', 'id']) ? sent : null
  const page = await readInbox(c, chosen.value, cursor)
  const groups = groupInbox(page.items)
  const reversals = await listProposedReversals(c.get('services').ctx, {
    communityId: chosen.value,
  })
  const told = toldOutcome(c)
  const flash = told ? flashOf(told) : doneFlash(c)
  const next = new URLSearchParams({ community: chosen.value, cursor: page.nextCursor ?? '' })
  return renderPage(
    c,
    { title: '待审核', variant: 'console', ...(flash ? { flash } : {}) },
    <>
      <PageHeader
        title="待审核"
        lead={`${chosen.label} · ${page.items.length} 条${page.nextCursor ? '以上' : ''}`}
      >
        <ButtonLink href="/service/new?paper=1" icon="plus">
          录入纸质记录
        </ButtonLink>
        <ButtonLink href={`/exports?community=${chosen.value}`} icon="document">
          导出服务记录
        </ButtonLink>
      </PageHeader>
      <CommunityFilter action="/inbox" place={place} />
      {told && <RefusedList told={told} records={page.items} />}
      {page.items.length === 0 && (
        <EmptyState text="没有等待审核的记录" hint="新提交的会出现在这里。" icon="inbox" />
      )}
      <Activities groups={groups.activities} communityId={chosen.value} />
      <Sheets groups={groups.sheets} communityId={chosen.value} />
      <Singles title="黄：要打开核对" records={groups.yellow} />
      <Singles title="红：有冲突、补录或当日过长" records={groups.red} />
      <ProposedReversals records={reversals} />
      <CursorNav nextHref={page.nextCursor ? `/inbox?${next.toString()}` : undefined} />
    </>,
  )
}

function doneFlash(c: AppContext) {
  if (c.req.query('entered')) return { tone: 'green', text: '已录入，请另一位同事审核。' } as const
  if (c.req.query('rejected')) return { tone: 'green', text: '已驳回，志愿者能看到原因。' } as const
  return undefined
}

export function activityHref(group: ActivityGroup, communityId: string): string {
  const query = new URLSearchParams({ community: communityId, group: group.key })
  return `/inbox/activity?${query.toString()}`
}

type GroupsProps<G> = { groups: readonly G[]; communityId: string }

/** 绿: planned, checked in and out, within plan; one act for the whole activity. */
function Activities({ groups, communityId }: GroupsProps<ActivityGroup>) {
  if (groups.length === 0) return null
  const columns: readonly Column<ActivityGroup>[] = [
    {
      key: 'colour',
      header: '颜色',
      phone: 'corner',
      tight: true,
      cell: () => <ColourChip colour="green" />,
    },
    {
      key: 'activity',
      header: '活动',
      rowHeader: true,
      phone: 'title',
      cell: (group) => <a href={activityHref(group, communityId)}>{group.activityName}</a>,
    },
    { key: 'on', header: '日期', cell: ({ servedOn }) => servedOn },
    { key: 'count', header: '条数', align: 'end', cell: ({ records }) => records.length },
    {
      key: 'minutes',
      header: '合计',
      align: 'end',
      phone: 'value',
      cell: (group) => <Minutes minutes={group.serviceMinutes} />,
    },
    {
      key: 'act',
      header: '办理',
      phone: 'actions',
      cell: (group) => (
        <ButtonLink
          href={activityHref(group, communityId)}
          kind="primary"
          label={`通过 ${group.activityName} 的 ${group.records.length} 条`}
        >
          {`通过 ${group.records.length} 条`}
        </ButtonLink>
      ),
    },
  ]
  return (
    <Section title="绿：按活动一次通过" bare>
      <DataTable
        caption="绿色，按活动"
        captionHidden
        columns={columns}
        rows={groups}
        tone={() => 'green'}
      />
    </Section>
  )
}

function Sheets({ groups, communityId }: GroupsProps<SheetGroup>) {
  if (groups.length === 0) return null
  const href = (id: string) => `/sheets/${id}?community=${communityId}`
  const columns: readonly Column<SheetGroup>[] = [
    {
      key: 'title',
      header: '签到表',
      rowHeader: true,
      phone: 'title',
      cell: ({ id, title }) => <a href={href(id)}>{title}</a>,
    },
    { key: 'leader', header: '交表人', cell: ({ leaderName }) => <PersonName name={leaderName} /> },
    { key: 'count', header: '条数', align: 'end', cell: ({ records }) => records.length },
    {
      key: 'minutes',
      header: '合计',
      align: 'end',
      phone: 'value',
      cell: (group) => <Minutes minutes={group.serviceMinutes} />,
    },
    {
      key: 'red',
      header: '异常',
      cell: ({ red }) => (red > 0 ? <ColourChip colour="red" /> : '无'),
    },
    {
      key: 'act',
      header: '办理',
      phone: 'actions',
      cell: ({ id, title }) => (
        <ButtonLink href={href(id)} label={`打开 ${title}`}>
          打开核对
        </ButtonLink>
      ),
    },
  ]
  return (
    <Section title="签到表：打开一次，整张通过" bare>
      <DataTable caption="签到表" captionHidden columns={columns} rows={groups} />
    </Section>
  )
}

const singleColumns: readonly Column<InboxRecord>[] = [
  {
    key: 'colour',
    header: '颜色',
    phone: 'corner',
    tight: true,
    cell: ({ colour }) => <ColourChip colour={colour} />,
  },
  recordColumns.person,
  recordColumns.activity,
  { ...recordColumns.time, phone: 'line' },
  recordColumns.minutes,
  { key: 'why', header: '为什么', cell: reasonsOf },
  {
    key: 'submitted',
    header: '提交',
    cell: ({ submittedAt }) => (submittedAt ? <DateTime at={submittedAt} /> : '—'),
  },
]

/** What made it yellow or red, in words. */
export function reasonsOf(record: InboxRecord): string {
  const reasons = [
    ...(record.conflicts.length > 0 ? ['与已通过的时间重叠'] : []),
    ...(record.late ? ['补录'] : []),
    ...(isLongDay(record) ? [`当日合计 ${formatMinutes(minutes(record.dayMinutes))}`] : []),
    ...(record.measuredBy === 'checkIn' ? [] : [measureNames[record.measuredBy]]),
    ...(record.measuredBy === 'checkIn' && !record.checkedOutAt ? ['未签出'] : []),
    ...(record.recipientConfirmedAt ? ['服务对象已确认'] : []),
  ]
  return reasons.join('；') || '与计划相差较多'
}

/** Red for no other reason: the day holds more than policy lets pass unseen. */
function isLongDay({ colour, conflicts, late }: InboxRecord): boolean {
  return colour === 'red' && conflicts.length === 0 && !late
}

/** Phones have no keys. */
function KeysHint() {
  return <span class="keys-hint">表格里 J、K 上下移动，回车打开。</span>
}

function Singles({ title, records }: { title: string; records: readonly InboxRecord[] }) {
  if (records.length === 0) return null
  return (
    <Section title={title} lead={<KeysHint />} bare>
      <DataTable
        caption={title}
        captionHidden
        columns={singleColumns}
        rows={records}
        tone={({ colour }) => colour}
      />
    </Section>
  )
}
