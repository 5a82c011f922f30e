import type { OpenAPIHono } from '@hono/zod-openapi'
import { EmptyState, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { ButtonLink } from '../../../http/components/forms.tsx'
import { StatusChip } from '../../../http/components/status-chip.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { civilDateOf, plusDays, systemNow } from '../../../kernel/clock.ts'
import { chosenCommunity, CommunityFilter } from '../../person/pages/communities.tsx'
import { listPlans } from '../list-plans.ts'
import { listShifts } from '../list-shifts.ts'
import type { ActivityPlan } from '../model/plans.ts'
import { durationText, planHref, planTimes, shiftColumns } from './plan-parts.tsx'

const organisers = ['coordinator']
const SHOWN_DAYS = 14

export function plansPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/activity-plans', plansPage)
  return router
}

async function plansPage(c: AppContext): Promise<Response> {
  const place = await chosenCommunity(c, organisers, c.req.query('community'))
  const { value: communityId, label } = place.chosen
  const { ctx } = c.get('services')
  const today = civilDateOf(ctx.fixedNow?.() ?? systemNow())
  const untilOn = plusDays(today, SHOWN_DAYS)
  const [plans, shifts] = await Promise.all([
    listPlans(ctx, { communityId }),
    listShifts(ctx, { communityIds: [communityId], fromOn: today, untilOn }),
  ])
  return renderPage(
    c,
    { title: '活动计划', variant: 'console' },
    <>
      <PageHeader title="活动计划" lead={`${label}：定期办的活动和接下来两周的班次。`}>
        <ButtonLink
          kind="primary"
          icon="plus"
          href={`/activity-plans/new?community=${communityId}`}
        >
          新建计划
        </ButtonLink>
      </PageHeader>
      <CommunityFilter action="/activity-plans" place={place} />
      <Section title="接下来两周" bare>
        <DataTable
          caption="接下来两周的班次"
          captionHidden
          columns={shiftColumns}
          rows={shifts}
          empty={
            <EmptyState
              text="接下来两周没有安排"
              hint="新建一个计划，班次会自动排出。"
              icon="calendar"
            />
          }
        />
      </Section>
      <Section title="计划" bare>
        <DataTable
          caption="活动计划"
          captionHidden
          columns={planColumns}
          rows={plans}
          empty={<EmptyState text="还没有计划" icon="list" />}
        />
      </Section>
      <p>
        <a href="/school-holidays">学校假期</a>
      </p>
    </>,
  )
}

const planColumns: readonly Column<ActivityPlan>[] = [
  {
    key: 'name',
    header: '计划',
    rowHeader: true,
    phone: 'title',
    cell: (plan) => <a href={planHref(plan)}>{plan.name}</a>,
  },
  { key: 'times', header: '什么时候', phone: 'plain', cell: planTimes },
  { key: 'duration', header: '时长', cell: durationText },
  { key: 'place', header: '地点', cell: ({ place }) => place },
  { key: 'capacity', header: '志愿者', align: 'end', cell: ({ capacity }) => `${capacity} 人` },
  {
    key: 'state',
    header: '状态',
    phone: 'corner',
    cell: ({ stoppedAt }) =>
      stoppedAt === null ? (
        <StatusChip tone="green" text="在办" />
      ) : (
        <StatusChip tone="grey" text="已停止" />
      ),
  },
]
