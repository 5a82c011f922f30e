import type { OpenAPIHono } from '@hono/zod-openapi'
import { commitToDistrict, visitorOf } from '../../../http/commit.ts'
import { EmptyState, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { DateTimeField, Field } from '../../../http/components/fields.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { DateText } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { variantOf } from '../../../http/nav.ts'
import { civilDateSchema, makeRouter, strict, textSchema } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { hasAnyRole } from '../../../http/session.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { isId } from '../../../kernel/ids.ts'
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
  type FormState,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { addSchoolHoliday } from '../add-school-holiday.ts'
import { listSchoolHolidays } from '../list-school-holidays.ts'
import type { SchoolHoliday } from '../model/plans.ts'
import { removeSchoolHoliday } from '../remove-school-holiday.ts'

export function schoolHolidayPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/school-holidays', (c) => holidaysPage(c, noValues))
  router.post('/school-holidays', addPost)
  router.post('/school-holidays/:id/remove', removePost)
  return router
}

const holidaySchema = strict({
  name: textSchema(30),
  startsOn: civilDateSchema,
  endsOn: civilDateSchema,
})

async function addPost(c: AppContext): Promise<Response> {
  const values = await readForm(c)
  try {
    const names = ['name', 'startsOn', 'endsOn']
    const sent = Object.fromEntries(names.map((name) => [name, values.text(name)]))
    const parsed = holidaySchema.safeParse(sent)
    if (!parsed.success) throw new FormMistakes(mistakesOf(parsed.error, {}))
    await commitToDistrict(c, addSchoolHoliday, parsed.data, formKeyOf(values))
    return c.redirect('/school-holidays?done=added', 303)
  } catch (error) {
    return holidaysPage(c, values, formProblemOf(error))
  }
}

async function removePost(c: AppContext): Promise<Response> {
  const schoolHolidayId = c.req.param('id') ?? ''
  if (!isId(schoolHolidayId)) throw new DomainError(httpErrors['not-found'])
  const values = await readForm(c)
  try {
    await commitToDistrict(c, removeSchoolHoliday, { schoolHolidayId }, formKeyOf(values))
    return c.redirect('/school-holidays?done=removed', 303)
  } catch (error) {
    return holidaysPage(c, noValues, formProblemOf(error))
  }
}

const doneTexts: Readonly<Record<string, string>> = {
  added: '已登记；按学校假期办的计划会自动重排。',
  removed: '已撤下；按学校假期办的计划会自动重排。',
}

async function holidaysPage(
  c: AppContext,
  values: FormValues,
  problem?: FormProblem,
): Promise<Response> {
  const visitor = visitorOf(c)
  const keeps = hasAnyRole(visitor, ['districtAdministrator'])
  const holidays = await listSchoolHolidays(c.get('services').ctx)
  const text = doneTexts[c.req.query('done') ?? '']
  return renderPage(
    c,
    {
      ...{ title: '学校假期', variant: variantOf(visitor) },
      ...(text && !problem ? { flash: { tone: 'green', text } as const } : {}),
      ...statusOfProblem(problem),
    },
    <>
      <PageHeader
        title="学校假期"
        lead="寒假、暑假和别的停课日子，由区里按教育部门公布的校历登记；活动计划按它排班次。"
      />
      <FormProblems c={c} problem={problem} />
      <DataTable
        caption="学校假期"
        captionHidden
        columns={keeps ? [...columns, removeColumn] : columns}
        rows={holidays}
        empty={<EmptyState text="还没有登记学校假期" icon="calendar" />}
      />
      {keeps && <AddForm values={values} problem={problem} />}
    </>,
  )
}

const columns: readonly Column<SchoolHoliday>[] = [
  { key: 'name', header: '假期', rowHeader: true, phone: 'title', cell: ({ name }) => name },
  { key: 'from', header: '从', cell: ({ startsOn }) => <DateText on={startsOn} form="long" /> },
  { key: 'until', header: '到', cell: ({ endsOn }) => <DateText on={endsOn} form="long" /> },
]

const removeColumn: Column<SchoolHoliday> = {
  key: 'remove',
  header: '撤下',
  phone: 'actions',
  cell: ({ id, name }) => (
    <FormWithKey action={`/school-holidays/${id}/remove`} inline>
      <SubmitButton kind="default" label={`撤下 ${name}`}>
        撤下
      </SubmitButton>
    </FormWithKey>
  ),
}

function AddForm(state: FormState) {
  const field = fieldOf(state)
  return (
    <Section title="登记一个假期">
      <FormWithKey action="/school-holidays">
        <Field {...field('name')} label="名称" required maxlength={30} />
        <DateTimeField {...field('startsOn')} kind="date" label="第一天" required />
        <DateTimeField {...field('endsOn')} kind="date" label="最后一天" required />
        <SubmitButton icon="plus">登记假期</SubmitButton>
      </FormWithKey>
    </Section>
  )
}
