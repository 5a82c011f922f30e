import type { OpenAPIHono } from '@hono/zod-openapi'
import { visitorOf } from '../../../http/commit.ts'
import { EmptyState, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { ButtonLink, ButtonRow } from '../../../http/components/forms.tsx'
import { StatusChip } from '../../../http/components/status-chip.tsx'
import { dateTimeText, PersonName } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { hasAnyRole } from '../../../http/session.ts'
import type { Instant } from '../../../kernel/clock.ts'
import { chosenCommunity, CommunityFilter } from '../../person/pages/communities.tsx'
import { nowOf } from '../api/request-routes.ts'
import { deskReaders } from '../api/access.ts'
import { listOpenRequests, type ListedRequest } from '../list-open-requests.ts'
import { promiseBasisNames } from '../messages.ts'
import { RequestChip, requestHref, requestTitle } from './parts.tsx'

export function consolePages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/desk', consolePage)
  return router
}

async function consolePage(c: AppContext): Promise<Response> {
  const asked = c.req.query('community')
  const place = await chosenCommunity(c, deskReaders, asked)
  const { chosen } = place
  const open = await listOpenRequests(
    c.get('services').ctx,
    chosen.value,
    visitorOf(c).actor.personId,
  )
  const queue = open.filter(({ promisedBy, served }) => promisedBy !== null && !served)
  const missed = queue.filter(({ missedAt }) => missedAt !== null)
  const others = open.filter((request) => !queue.includes(request))
  return renderPage(
    c,
    { title: '服务台', variant: 'console' },
    <>
      <PageHeader title="服务台" lead={`${chosen.label}：按承诺时间排队，最急的在前。`}>
        {hasAnyRole(visitorOf(c), ['coordinator']) && (
          <ButtonLink href={`/ask?caller=1&community=${chosen.value}`} kind="primary" icon="plus">
            替来电的人登记
          </ButtonLink>
        )}
      </PageHeader>
      <ButtonRow>
        {hasAnyRole(visitorOf(c), ['coordinator']) && (
          <ButtonLink href={`/desk/inbox?community=${chosen.value}`}>来信</ButtonLink>
        )}
        <ButtonLink href="/desk/figures">看板</ButtonLink>
        <ButtonLink href="/flow">流程图</ButtonLink>
      </ButtonRow>
      <CommunityFilter action="/desk" place={place} />
      {missed.length > 0 && (
        <Section
          title={`志愿者没来，马上安排（${missed.length}）`}
          lead="承诺的时间和排队的位次都不变。"
          bare
        >
          <DataTable
            caption="志愿者没来的事项"
            captionHidden
            columns={[placeColumn(queue), ...columns, missedColumn]}
            rows={missed}
            tone={() => 'red'}
          />
        </Section>
      )}
      <Section title={`等上门的（${queue.length}）`} bare>
        <DataTable
          caption="等上门的事项"
          captionHidden
          columns={[placeColumn(queue), ...columns, promiseColumn(nowOf(c))]}
          rows={queue}
          tone={(row) => (isOverdue(row, nowOf(c)) ? 'red' : undefined)}
          empty={<EmptyState text="没有等上门的事项" icon="check" />}
        />
      </Section>
      <Section title={`其他没办完的（${others.length}）`} bare>
        <DataTable
          caption="其他没办完的事项"
          captionHidden
          columns={[...columns, registeredColumn, dueColumn(nowOf(c))]}
          rows={others}
          empty={<EmptyState text="都办完了" icon="check" />}
        />
      </Section>
    </>,
  )
}

function isOverdue({ promisedBy }: ListedRequest, now: Instant): boolean {
  return promisedBy !== null && promisedBy < now
}

const placeColumn = (queue: readonly ListedRequest[]): Column<ListedRequest> => ({
  key: 'place',
  header: '位次',
  tight: true,
  phone: 'corner',
  cell: (row) => `第 ${queue.indexOf(row) + 1} 位`,
})

const columns: readonly Column<ListedRequest>[] = [
  {
    key: 'title',
    header: '事项',
    rowHeader: true,
    phone: 'title',
    cell: (row) => <a href={requestHref(row)}>{requestTitle(row.kind, row.offeringName)}</a>,
  },
  {
    key: 'who',
    header: '服务对象',
    cell: ({ recipientName }) => <PersonName name={recipientName} />,
  },
  {
    key: 'state',
    header: '进度',
    phone: 'plain',
    cell: ({ state }) => <RequestChip state={state} />,
  },
  {
    key: 'taker',
    header: '首问责任人',
    cell: ({ firstTakerName }) => firstTakerName ?? '还没有',
  },
]

/** Why it stands where it stands, in numbers: the limit and the date. */
const promiseColumn = (now: Instant): Column<ListedRequest> => ({
  key: 'promise',
  header: '承诺',
  phone: 'value',
  cell: (row) => (
    <>
      {row.safetyNow && <StatusChip tone="red" text="紧急" />}
      {row.missedAt && <StatusChip tone="red" text="志愿者没来" />}
      {isOverdue(row, now) && <StatusChip tone="red" text="已超时" />}
      {row.promisedBy && <span class="nowrap"> {dateTimeText(row.promisedBy)} 前</span>}
      {row.promiseBasis && <span class="nowrap">（{promiseBasisNames[row.promiseBasis]}）</span>}
      {row.scheduled && <StatusChip tone="green" text="已安排" />}
    </>
  ),
})

const missedColumn: Column<ListedRequest> = {
  key: 'missed',
  header: '没来',
  phone: 'value',
  cell: ({ missedAt }) => (missedAt ? dateTimeText(missedAt) : '—'),
}

/** What is owed next, and whether it is late. */
const dueColumn = (now: Instant): Column<ListedRequest> => ({
  key: 'due',
  header: '应答复',
  phone: 'value',
  cell: ({ dueAt }) =>
    dueAt === null ? (
      '等求助人'
    ) : (
      <>
        {dueAt < now && <StatusChip tone="red" text="已超时" />}
        <span class="nowrap"> {dateTimeText(dueAt)} 前</span>
      </>
    ),
})

const registeredColumn: Column<ListedRequest> = {
  key: 'registered',
  header: '登记',
  phone: 'value',
  cell: ({ registeredAt }) => dateTimeText(registeredAt),
}
