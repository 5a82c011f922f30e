import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit } from '../../../http/commit.ts'
import { EmptyState, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { ConfirmPanel } from '../../../http/components/forms.tsx'
import { Minutes } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { isId } from '../../../kernel/ids.ts'
import { chosenCommunity } from '../../person/pages/communities.tsx'
import { formKeyOf, readForm } from '../../person/pages/form-parts.tsx'
import { MOST_ITEMS } from '../api/schemas.ts'
import { approveRecords } from '../approve-records.ts'
import type { InboxRecord, RecordKey } from '../model.ts'
import { groupInbox, type ActivityGroup } from './inbox-groups.ts'
import { approvers, readInbox } from './inbox-page.tsx'
import { outcomeQuery } from './outcomes.tsx'
import { recordColumns } from './record-columns.tsx'

export function approvePages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/inbox/activity', activityPage)
  router.post('/inbox/approve', async (c) => {
    const form = await readForm(c)
    const { chosen } = await chosenCommunity(c, approvers, form.text('community'))
    const input = { records: form.all('record').flatMap(keyFromForm), opened: [] }
    const outcomes = await commit(c, approveRecords, chosen.value, input, formKeyOf(form))
    const query = outcomeQuery(outcomes)
    query.set('community', chosen.value)
    return c.redirect(`/inbox?${query.toString()}`, 303)
  })
  return router
}

/** `community.id`, as the confirm page sends it. */
export function keyFromForm(text: string): RecordKey[] {
  const [communityId = '', id = ''] = text.split('.')
  return isId(communityId) && isId(id) ? [{ communityId, id }] : []
}

export function keyForForm({ communityId, id }: RecordKey): string {
  return `${communityId}.${id}`
}

const columns: readonly Column<InboxRecord>[] = [
  recordColumns.person,
  recordColumns.time,
  recordColumns.minutes,
  { key: 'place', header: '地点', cell: ({ place }) => place },
]

/** The list of an activity's green records, and the one button after it. */
async function activityPage(c: AppContext): Promise<Response> {
  const { chosen } = await chosenCommunity(c, approvers, c.req.query('community'))
  const page = await readInbox(c, chosen.value)
  const asked = c.req.query('group')
  const group = groupInbox(page.items).activities.find(({ key }) => key === asked)
  const back = { href: `/inbox?community=${chosen.value}`, label: '待审核' }
  return renderPage(
    c,
    { title: group?.activityName ?? '活动', variant: 'console' },
    <>
      <PageHeader
        title={group?.activityName ?? '活动'}
        lead={group ? `${chosen.label} · ${group.servedOn}` : chosen.label}
        back={back}
      />
      {group ? (
        <Activity group={group} communityId={chosen.value} cancelHref={back.href} />
      ) : (
        <EmptyState text="这个活动已经没有可直接通过的记录" action={back} />
      )}
    </>,
  )
}

type ActivityProps = { group: ActivityGroup; communityId: string; cancelHref: string }

function Activity({ group, communityId, cancelHref }: ActivityProps) {
  const records = group.records.slice(0, MOST_ITEMS)
  return (
    <>
      <Section title="名单" bare>
        <DataTable
          caption={`${group.activityName} 的记录`}
          captionHidden
          columns={columns}
          rows={records}
          tone={() => 'green'}
        />
      </Section>
      <ConfirmPanel
        question={`通过这 ${records.length} 条服务记录？`}
        facts={[
          { term: '活动', detail: group.activityName },
          { term: '日期', detail: group.servedOn },
          { term: '合计', detail: <Minutes minutes={group.serviceMinutes} /> },
        ]}
        consequence="通过后立即存入各人的储蓄本；有误只能更正，不能修改。"
        action="/inbox/approve"
        confirmLabel={`通过 ${records.length} 条`}
        cancelHref={cancelHref}
        hidden={{ community: communityId, record: records.map(keyForForm) }}
      />
    </>
  )
}
