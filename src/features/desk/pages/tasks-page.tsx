import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import { EmptyState, Fold, Note, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DateTimeField } from '../../../http/components/fields.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { LinkList } from '../../../http/components/navigation.tsx'
import { StatusChip } from '../../../http/components/status-chip.tsx'
import { dateTimeText, dateTimeValue } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { instantSchema, makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import type { Instant } from '../../../kernel/clock.ts'
import { loadProfile } from '../../person/load-profile.ts'
import {
  formKeyOf,
  formProblemOf,
  FormProblems,
  readForm,
  type FormProblem,
} from '../../person/pages/form-parts.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { listOpenTasks, listOwnVisits, type OpenTask } from '../list-open-requests.ts'
import type { Visit } from '../model/requests.ts'
import { takeVisit } from '../take-visit.ts'
import { fitting } from './desk-act-pages.ts'
import { clockText, inShanghai, keyInAddress, requestHref, VisitChip, visitHref } from './parts.tsx'

const doneTexts: Readonly<Record<string, string>> = {
  taken: '已接单；上门时先说暗语。',
  started: '已签到。',
  finished: '已提交；审核后计入服务时长。',
  waiting: '已提交；等服务对象确认，三个工作日没有异议就算确认。',
  closed: '已登记。',
}

export function tasksPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/tasks', (c) => tasksPage(c))
  router.post('/tasks/:id/take', async (c) => {
    const { communityId, id } = keyInAddress(c)
    const { personId } = visitorOf(c).actor
    const values = await readForm(c)
    try {
      const scheduledAt = fitting(instantSchema, inShanghai(values.text('scheduledAt')))
      const input = { requestId: id, scheduledAt, helperIds: [personId] }
      await commit(c, takeVisit, communityId, input, formKeyOf(values))
    } catch (error) {
      return tasksPage(c, formProblemOf(error))
    }
    return c.redirect('/tasks?done=taken', 303)
  })
  return router
}

/** The communities to which a volunteer belongs, or where they serve. */
async function placesOf(c: AppContext) {
  const { memberships, volunteer } = await loadProfile(
    c.get('services').ctx,
    visitorOf(c).actor.personId,
  )
  const open = memberships.filter(({ untilOn }) => untilOn === null)
  const places = new Map(open.map(({ communityId, communityName }) => [communityId, communityName]))
  return { places, hasCard: (volunteer?.cardNumber ?? null) !== null }
}

async function tasksPage(c: AppContext, problem?: FormProblem): Promise<Response> {
  const { ctx } = c.get('services')
  const { personId } = visitorOf(c).actor
  const { places, hasCard } = await placesOf(c)
  const ids = [...places.keys()]
  const tasks = hasCard
    ? (await Promise.all(ids.map((communityId) => listOpenTasks(ctx, communityId)))).flat()
    : []
  const own = await Promise.all(ids.map((communityId) => listOwnVisits(ctx, communityId, personId)))
  const visits = own.flatMap((one) => one.visits)
  const done = doneTexts[c.req.query('done') ?? '']
  return renderPage(
    c,
    {
      title: '上门',
      ...(done && !problem ? { flash: { tone: 'green', text: done } as const } : {}),
      ...statusOfProblem(problem),
    },
    <>
      <PageHeader title="上门" lead="接一次上门，按时到，先说暗语。" />
      <FormProblems c={c} problem={problem} />
      <OwnVisits title="我接的" visits={visits.filter(({ state }) => state === 'taken')} />
      <Section title="可接的上门" bare>
        {!hasCard && (
          <Note tone="yellow">
            <p>领了服务卡才能接上门；请到社区服务站办理。</p>
          </Note>
        )}
        {hasCard && tasks.length === 0 && <EmptyState text="现在没有要接的上门" icon="check" />}
        {tasks.map((task) => (
          <Task task={task} placeName={places.get(task.communityId) ?? ''} />
        ))}
      </Section>
      <OwnVisits title="做过的" visits={visits.filter(({ state }) => state !== 'taken')} />
    </>,
  )
}

/** 需优先, and not whose or why. */
function Task({ task, placeName }: { task: OpenTask; placeName: string }) {
  const ref = { communityId: task.communityId, id: task.requestId }
  return (
    <div class="panel">
      <h3>
        {task.offeringName ?? '上门帮忙'}{' '}
        {task.priority && <StatusChip tone="yellow" text="需优先" />}
      </h3>
      <p>{task.content}</p>
      <p>
        {placeName}
        {task.promisedBy && `，${clockText(task.promisedBy as Instant)} 前上门`}
      </p>
      <Fold title="接这次上门">
        <FormWithKey action={`/tasks/${ref.id}/take?community=${ref.communityId}`}>
          <DateTimeField
            name="scheduledAt"
            id={`scheduledAt-${ref.id}`}
            label="我几时到"
            required
            value={task.promisedBy ? dateTimeValue(task.promisedBy as Instant) : ''}
          />
          <SubmitButton>接单</SubmitButton>
        </FormWithKey>
      </Fold>
    </div>
  )
}

function OwnVisits({ title, visits }: { title: string; visits: readonly Visit[] }) {
  if (visits.length === 0) return null
  return (
    <Section title={title} bare>
      <LinkList
        cells={visits.map((visit) => ({
          href:
            visit.state === 'taken'
              ? visitHref(visit, 'finish')
              : requestHref({ communityId: visit.communityId, id: visit.requestId }),
          label: `${dateTimeText(visit.scheduledAt)} 上门`,
          description: visit.outcome ?? undefined,
          value: <VisitChip state={visit.state} />,
        }))}
      />
    </Section>
  )
}
