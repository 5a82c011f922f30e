import type { OpenAPIHono } from '@hono/zod-openapi'
import { EmptyState, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { CheckboxRow } from '../../../http/components/choices.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { DateTimeField, Field } from '../../../http/components/fields.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { CursorNav } from '../../../http/components/navigation.tsx'
import { StatusChip } from '../../../http/components/status-chip.tsx'
import { commit } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { formRefusal, renderPage } from '../../../http/page.tsx'
import { statusOf } from '../../../http/problem.ts'
import { decodeCursor } from '../../../kernel/paging.ts'
import { chosenCommunity, CommunityFilter } from '../../person/pages/communities.tsx'
import {
  fieldOf,
  formKeyOf,
  FormProblems,
  mistakesOf,
  noValues,
  readForm,
  type FormProblem,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { createActivity } from '../create-activity.ts'
import { listActivities } from '../list-activities.ts'
import type { Activity } from '../model/activities.ts'
import { activitySpan, parseActivityForm } from './activity-parts.ts'

export function activitiesPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/activities', (c) => listPage(c, c.req.query('community'), noValues))
  router.post('/activities', async (c) => {
    const values = await readForm(c)
    const community = values.text('community')
    const parsed = parseActivityForm(values)
    if (!parsed.success) {
      return listPage(c, community, values, { mistakes: mistakesOf(parsed.error, {}) })
    }
    try {
      const { chosen } = await chosenCommunity(c, organisers, community)
      const key = formKeyOf(values)
      const { activityId } = await commit(c, createActivity, chosen.value, parsed.data, key)
      return c.redirect(`/activities/${activityId}?community=${chosen.value}`, 303)
    } catch (error) {
      return listPage(c, community, values, { refusal: formRefusal(error) })
    }
  })
  return router
}

const organisers = ['coordinator']

const columnsFor = (communityId: string): readonly Column<Activity>[] => [
  {
    key: 'name',
    header: '活动',
    rowHeader: true,
    phone: 'title',
    cell: ({ id, name }) => <a href={`/activities/${id}?community=${communityId}`}>{name}</a>,
  },
  { key: 'time', header: '时间', phone: 'corner', cell: activitySpan },
  { key: 'place', header: '地点', cell: ({ place }) => place },
  {
    key: 'kind',
    header: '社区建设',
    phone: 'plain',
    cell: ({ communityBuilding }) =>
      communityBuilding ? (
        <StatusChip tone="green" text="算参与日" />
      ) : (
        <StatusChip tone="grey" text="不算" />
      ),
  },
]

async function listPage(
  c: AppContext,
  asked: string | undefined,
  values: FormValues,
  problem?: FormProblem,
): Promise<Response> {
  const place = await chosenCommunity(c, organisers, asked)
  const { chosen } = place
  const sent = c.req.query('cursor') ?? null
  const cursor = sent && decodeCursor(sent, ['instant', 'id']) ? sent : null
  const { ctx } = c.get('services')
  const page = await listActivities(ctx, { communityId: chosen.value, limit: 50, cursor })
  const next = new URLSearchParams({ community: chosen.value, cursor: page.nextCursor ?? '' })
  const status = problem && (problem.refusal ? statusOf(problem.refusal) : 422)
  return renderPage(
    c,
    { title: '活动', variant: 'console', ...(status ? { status } : {}) },
    <>
      <PageHeader title="活动" lead={`${chosen.label}：社区办的活动和到场的人。`} />
      <FormProblems c={c} problem={problem} />
      <CommunityFilter action="/activities" place={place} />
      <Section title="最近的活动" bare>
        <DataTable
          caption="最近的活动"
          captionHidden
          columns={columnsFor(chosen.value)}
          rows={page.items}
          empty={<EmptyState text="还没有活动" hint="在下面登记第一次活动。" icon="calendar" />}
        />
      </Section>
      <CursorNav nextHref={page.nextCursor ? `/activities?${next.toString()}` : undefined} />
      <NewActivity communityId={chosen.value} values={values} problem={problem} />
    </>,
  )
}

type FormProps = { communityId: string; values: FormValues; problem: FormProblem | undefined }

function NewActivity({ communityId, values, problem }: FormProps) {
  const field = (name: string) => ({ ...fieldOf({ values, problem })(name), required: true })
  return (
    <Section title="登记一次活动" lead="办之前或办过以后都可以登记。">
      <FormWithKey action="/activities" hidden={{ community: communityId }}>
        <Field {...field('name')} label="活动名称" maxlength={60} />
        <Field {...field('place')} label="地点" maxlength={100} />
        <DateTimeField {...field('startsAt')} label="开始" />
        <DateTimeField {...field('endsAt')} label="结束" />
        <CheckboxRow
          name="communityBuilding"
          label="社区建设活动（公益劳动、巡逻、议事、演出者）"
          hint="到场够长算一个参与日；观众不登记"
          checked={values.text('communityBuilding') === 'yes'}
        />
        <SubmitButton icon="plus">登记活动</SubmitButton>
      </FormWithKey>
    </Section>
  )
}
