import type { OpenAPIHono } from '@hono/zod-openapi'
import { EmptyState, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { Field, Select, TextArea } from '../../../http/components/fields.tsx'
import { FilterForm, FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { PersonName } from '../../../http/components/values.tsx'
import { commitSealed } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { civilDateOf, systemNow } from '../../../kernel/clock.ts'
import { chosenCommunity, CommunityFilter } from '../../person/pages/communities.tsx'
import {
  fieldOf,
  formKeyOf,
  formProblemOf,
  FormProblems,
  mistakesOf,
  noValues,
  readForm,
} from '../../person/pages/form-parts.tsx'
import { monthSchema, remarkSchema } from '../api/pairing-schemas.ts'
import { assessMonth, type Assessment } from '../assess-month.ts'
import { actNames } from '../messages/pairings.ts'
import { actKinds } from '../model/pairings.ts'
import { careRoles } from '../require-resident.ts'
import { writeRemark } from '../write-remark.ts'
import { at, pageStatus, type PageState } from './parts.ts'

export function assessmentPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/care/assessments', (c) => {
    const asked = { community: c.req.query('community'), month: c.req.query('month') }
    return assessmentPage(c, asked, { values: noValues })
  })
  router.post('/care/assessments', async (c) => {
    const values = await readForm(c)
    const asked = { community: values.text('community'), month: values.text('month') }
    const parsed = remarkSchema.safeParse({
      ...{ helperId: values.text('helperId'), month: asked.month, remark: values.text('remark') },
    })
    if (!parsed.success) {
      return assessmentPage(c, asked, {
        ...{ values, problem: { mistakes: mistakesOf(parsed.error, {}) } },
      })
    }
    try {
      const { chosen } = await chosenCommunity(c, careRoles, asked.community)
      await commitSealed(c, writeRemark, chosen.value, parsed.data, formKeyOf(values))
      return c.redirect(`${at('/care/assessments', chosen.value)}&month=${asked.month}`, 303)
    } catch (error) {
      return assessmentPage(c, asked, { values, problem: formProblemOf(error) })
    }
  })
  return router
}

const columns: readonly Column<Assessment>[] = [
  {
    key: 'helper',
    header: '党员干部',
    rowHeader: true,
    phone: 'title',
    cell: ({ helperName }) => <PersonName name={helperName} />,
  },
  {
    key: 'homes',
    header: '结对（走访过）',
    align: 'end',
    phone: 'value',
    cell: ({ households, visitedHouseholds }) => `${households} 户（${visitedHouseholds}）`,
  },
  ...actKinds.map((kind): Column<Assessment> => ({
    ...{ key: kind, header: actNames[kind], align: 'end' },
    cell: ({ counts, finished }) =>
      kind === 'assistance' ? `${counts[kind]}，办结 ${finished}` : counts[kind],
  })),
  { key: 'remark', header: '组织评语', cell: ({ remark }) => remark ?? '还没有写' },
]

type Asked = { readonly community: string | undefined; readonly month: string | undefined }

async function assessmentPage(c: AppContext, asked: Asked, state: PageState): Promise<Response> {
  const place = await chosenCommunity(c, careRoles, asked.community)
  const communityId = place.chosen.value
  const { ctx } = c.get('services')
  const now = civilDateOf(ctx.fixedNow?.() ?? systemNow()).slice(0, 7)
  const month = monthSchema.safeParse(asked.month).data ?? now
  const items = await assessMonth(ctx, { communityId, month })
  const field = fieldOf({ ...state, problem: state.problem })
  return renderPage(
    c,
    { title: '月绩', variant: 'console', ...pageStatus(state) },
    <>
      <PageHeader
        title="结对帮扶党员干部月绩"
        lead={`${place.chosen.label}，${month}：次数由走访、六件事、一代三送和实物的记录算出，不用填。`}
        back={{ href: at('/care/pairings', communityId), label: '结对帮扶' }}
      />
      <FormProblems c={c} problem={state.problem} />
      <CommunityFilter action="/care/assessments" place={place} />
      <FilterForm action="/care/assessments" submitLabel="看这个月">
        <input type="hidden" name="community" value={communityId} />
        <Field name="month" label="月份" value={month} required width="short" maxlength={7} />
      </FilterForm>
      <Section title="月绩" bare>
        <DataTable
          caption="月绩"
          captionHidden
          columns={columns}
          rows={items}
          empty={<EmptyState text="这个月没有结对" icon="list" />}
        />
      </Section>
      {items.length > 0 && (
        <Section title="组织评语" lead="只写评语；不能评自己。再写一次就替换。">
          <FormWithKey action="/care/assessments" hidden={{ community: communityId, month }}>
            <Select
              {...field('helperId')}
              label="谁的"
              required
              options={items.map(({ helperId, helperName }) => ({
                ...{ value: helperId, label: helperName },
              }))}
            />
            <TextArea {...field('remark')} label="评语" required rows={3} maxlength={1_000} />
            <SubmitButton>写评语</SubmitButton>
          </FormWithKey>
        </Section>
      )}
    </>,
  )
}
