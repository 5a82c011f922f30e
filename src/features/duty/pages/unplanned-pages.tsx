import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import { EmptyState, PageHeader } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { Field, Select } from '../../../http/components/fields.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { DateTime, PersonName } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { requireRole } from '../../../http/session.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { chosenCommunity, CommunityFilter } from '../../person/pages/communities.tsx'
import {
  fieldOf,
  formKeyOf,
  FormMistakes,
  formProblemOf,
  FormProblems,
  mistakesOf,
  noValues,
  readForm,
  type FormProblem,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { offeringOptions } from '../../service/pages/parts.tsx'
import {
  ContentFields,
  fieldIds,
  recipientInput,
  RecipientFields,
} from '../../service/pages/record-fields.tsx'
import { confirmCheckInSchema } from '../api/presences.ts'
import { confirmCheckIn } from '../confirm-check-in.ts'
import { dutyErrors } from '../errors.ts'
import { listUnplanned } from '../list-unplanned.ts'
import { outName, proofNames } from '../messages/shifts.ts'
import type { NamedCheckIn } from '../model/sign-ups.ts'
import { keyInAddress } from './plan-parts.tsx'

export function unplannedPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/check-ins', listPage)
  router.get('/check-ins/:id', (c) => confirmPage(c, noValues))
  router.post('/check-ins/:id', confirmPost)
  return router
}

const columns: readonly Column<NamedCheckIn>[] = [
  {
    key: 'name',
    header: '姓名',
    rowHeader: true,
    phone: 'title',
    cell: ({ communityId, id, name }) => (
      <a href={`/check-ins/${id}?community=${communityId}`}>
        <PersonName name={name} />
      </a>
    ),
  },
  {
    key: 'in',
    header: '签到',
    cell: ({ checkedInAt, checkedInHow }) => (
      <>
        <DateTime at={checkedInAt} />（{proofNames[checkedInHow]}）
      </>
    ),
  },
  {
    key: 'out',
    header: '签退',
    cell: (row) =>
      row.checkedOutAt && (
        <>
          <DateTime at={row.checkedOutAt} />（{outName(row)}）
        </>
      ),
  },
]

async function listPage(c: AppContext): Promise<Response> {
  const place = await chosenCommunity(c, ['coordinator'], c.req.query('community'))
  const { value: communityId, label } = place.chosen
  const rows = await listUnplanned(c.get('services').ctx, { communityId })
  return renderPage(
    c,
    { title: '没有班次的到场', variant: 'console' },
    <>
      <PageHeader
        title="没有班次的到场"
        lead={`${label}：签到又签退了、但没有班次的人。确认做了什么以后，才进入待审核。`}
      />
      <CommunityFilter action="/check-ins" place={place} />
      <DataTable
        caption="没有班次的到场"
        captionHidden
        columns={columns}
        rows={rows}
        empty={<EmptyState text="没有要确认的" icon="check" />}
      />
    </>,
  )
}

async function confirmPost(c: AppContext): Promise<Response> {
  const { communityId, id } = keyInAddress(c)
  const values = await readForm(c)
  try {
    const names = ['activityName', 'place', 'offeringId', 'content', 'outcome', 'organiser']
    const texts = Object.fromEntries(
      [...names, 'personInCharge'].map((name) => [name, values.text(name)]),
    )
    const recipient = recipientInput(values, {})
    const parsed = confirmCheckInSchema.safeParse({ ...texts, recipient })
    if (!parsed.success) throw new FormMistakes(mistakesOf(parsed.error, fieldIds))
    const input = { checkInId: id, ...parsed.data }
    await commit(c, confirmCheckIn, communityId, input, formKeyOf(values))
    return c.redirect(`/check-ins?community=${communityId}`, 303)
  } catch (error) {
    return confirmPage(c, values, formProblemOf(error))
  }
}

async function confirmPage(
  c: AppContext,
  values: FormValues,
  problem?: FormProblem,
): Promise<Response> {
  const { communityId, id } = keyInAddress(c)
  await requireRole(c, visitorOf(c), ['coordinator'], communityId)
  const rows = await listUnplanned(c.get('services').ctx, { communityId })
  const row = rows.find((one) => one.id === id)
  if (!row) throw new DomainError(dutyErrors['check-in-not-found'])
  const state = { values, problem }
  const field = fieldOf(state)
  return renderPage(
    c,
    { title: '确认到场', variant: 'console', ...statusOfProblem(problem) },
    <>
      <PageHeader
        title={`${row.name} 做了什么`}
        lead="时间按签到、签退算；确认以后进入待审核。"
        back={{ href: `/check-ins?community=${communityId}`, label: '没有班次的到场' }}
      />
      <FormProblems c={c} problem={problem} />
      <FormWithKey action={`/check-ins/${id}?community=${communityId}`}>
        <Select
          {...field('offeringId')}
          label="服务项目"
          required
          placeholder="请选择"
          options={await offeringOptions(c)}
        />
        <Field {...field('activityName')} label="活动名称" required maxlength={60} />
        <Field {...field('place')} label="地点" required maxlength={100} />
        <RecipientFields {...state} named={null} />
        <ContentFields {...state} />
        <SubmitButton icon="check">确认，转成记录</SubmitButton>
      </FormWithKey>
    </>,
  )
}
