import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import {
  DefinitionList,
  EmptyState,
  PageHeader,
  Section,
} from '../../../http/components/blocks.tsx'
import { DataTable } from '../../../http/components/data-table.tsx'
import { TextArea } from '../../../http/components/fields.tsx'
import { ButtonLink, ButtonRow, ConfirmPanel } from '../../../http/components/forms.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter, textSchema } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { requireRole } from '../../../http/session.ts'
import { civilDateOf, plusDays, systemNow } from '../../../kernel/clock.ts'
import {
  fieldOf,
  formKeyOf,
  formProblemOf,
  FormProblems,
  mistake,
  noValues,
  readForm,
  type FormProblem,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { getPlan } from '../get-plan.ts'
import { listShifts } from '../list-shifts.ts'
import type { ActivityPlan } from '../model/plans.ts'
import { stopPlan } from '../stop-plan.ts'
import {
  announcedFacts,
  durationText,
  keyInAddress,
  planHref,
  planTimes,
  shiftColumns,
} from './plan-parts.tsx'

const SHOWN_DAYS = 120

export function planPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/activity-plans/:id', planPage)
  router.get('/activity-plans/:id/stop', (c) => stopPage(c, noValues))
  router.post('/activity-plans/:id/stop', stopPost)
  return router
}

/** The plan in the address, for its coordinators. @throws `request.not-found`, `duty.plan-not-found` */
export async function openPlan(c: AppContext): Promise<ActivityPlan> {
  const { communityId, id } = keyInAddress(c)
  await requireRole(c, visitorOf(c), ['coordinator'], communityId)
  return getPlan(c.get('services').ctx, { communityId, planId: id })
}

/** 排出 12 个班次，撤下 3 个，2 个保持原样。 */
function doneText(c: AppContext): string | undefined {
  const [added, removed, kept] = (c.req.query('done') ?? '').split('-').map(Number)
  if (added === undefined || removed === undefined || kept === undefined) return undefined
  if (![added, removed, kept].every(Number.isSafeInteger)) return undefined
  const stay = kept > 0 ? `，${kept} 个已有人报名或单独改过，保持原样` : ''
  return `排出 ${added} 个班次，撤下 ${removed} 个${stay}。`
}

async function planPage(c: AppContext): Promise<Response> {
  const plan = await openPlan(c)
  const { ctx } = c.get('services')
  const today = civilDateOf(ctx.fixedNow?.() ?? systemNow())
  const all = await listShifts(ctx, {
    ...{ communityIds: [plan.communityId], fromOn: plusDays(today, -7) },
    untilOn: plusDays(today, SHOWN_DAYS),
  })
  const text = doneText(c)
  return renderPage(
    c,
    {
      ...{ title: plan.name, variant: 'console' },
      ...(text ? { flash: { tone: 'green', text } as const } : {}),
    },
    <>
      <PageHeader
        title={plan.name}
        lead={plan.stoppedAt ? '已停止' : planTimes(plan)}
        back={{ href: `/activity-plans?community=${plan.communityId}`, label: '活动计划' }}
      />
      <div class="panel">
        <DefinitionList
          items={[
            { term: '什么时候', detail: planTimes(plan) },
            { term: '时长', detail: durationText(plan) },
            { term: '从', detail: plan.startsOn },
            { term: '到', detail: plan.endsOn ?? '停止为止' },
            ...announcedFacts(plan),
            { term: '预期成效', detail: plan.outcome },
          ]}
        />
        {plan.stoppedAt === null && (
          <ButtonRow>
            <ButtonLink href={planHref(plan, 'edit')}>修改计划</ButtonLink>
            <ButtonLink href={planHref(plan, 'stop')} kind="danger">
              停止计划
            </ButtonLink>
          </ButtonRow>
        )}
      </div>
      <Section title="班次" lead="上一周和已经排出的。" bare>
        <DataTable
          caption="班次"
          captionHidden
          columns={shiftColumns}
          rows={all.filter(({ planId }) => planId === plan.id)}
          empty={<EmptyState text="没有班次" icon="calendar" />}
        />
      </Section>
    </>,
  )
}

async function stopPost(c: AppContext): Promise<Response> {
  const plan = await openPlan(c)
  const values = await readForm(c)
  try {
    const reason = textSchema(500).safeParse(values.text('reason'))
    if (!reason.success) throw mistake('reason', '请写明停止的原因')
    const input = { planId: plan.id, reason: reason.data }
    const done = await commit(c, stopPlan, plan.communityId, input, formKeyOf(values))
    return c.redirect(doneHref(plan, done), 303)
  } catch (error) {
    return stopPage(c, values, formProblemOf(error))
  }
}

type Done = { readonly added: number; readonly removed: number; readonly kept: number }

export function doneHref(plan: { communityId: string; id: string }, done: Done): string {
  return `${planHref(plan)}&done=${done.added}-${done.removed}-${done.kept}`
}

async function stopPage(
  c: AppContext,
  values: FormValues,
  problem?: FormProblem,
): Promise<Response> {
  const plan = await openPlan(c)
  return renderPage(
    c,
    { title: '停止计划', variant: 'console', ...statusOfProblem(problem) },
    <>
      <PageHeader title="停止计划" back={{ href: planHref(plan), label: plan.name }} />
      <FormProblems c={c} problem={problem} />
      <ConfirmPanel
        question={`停止“${plan.name}”？`}
        facts={[{ term: '什么时候', detail: planTimes(plan) }]}
        consequence="没有人报名的以后班次会撤下，有人报名的保持原样。停止以后不能恢复，要再办请新建计划。"
        action={planHref(plan, 'stop')}
        confirmLabel="停止计划"
        cancelHref={planHref(plan)}
        danger
      >
        <TextArea
          {...fieldOf({ values, problem })('reason')}
          label="原因"
          required
          rows={2}
          maxlength={500}
        />
      </ConfirmPanel>
    </>,
  )
}
