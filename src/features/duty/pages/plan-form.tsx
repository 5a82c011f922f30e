import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit } from '../../../http/commit.ts'
import { Fold, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { CheckboxRow, RadioGroup } from '../../../http/components/choices.tsx'
import { DateTimeField, Field, Select, TextArea } from '../../../http/components/fields.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { civilDateOf, civilTimeOf, systemNow } from '../../../kernel/clock.ts'
import { chosenCommunity } from '../../person/pages/communities.tsx'
import {
  fieldOf,
  formKeyOf,
  FormMistakes,
  formProblemOf,
  FormProblems,
  mistakesOf,
  optionsOf,
  readForm,
  type FormProblem,
  type FormState,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { offeringOptions } from '../../service/pages/parts.tsx'
import { planSchema } from '../api/plan-schemas.ts'
import { createPlan } from '../create-plan.ts'
import { planDaysNames, readWeekly, weekdayNames, weeklyRuleOf } from '../messages/plans.ts'
import type { ActivityPlan, PlanTerms } from '../model/plans.ts'
import { revisePlan } from '../revise-plan.ts'
import { planHref } from './plan-parts.tsx'
import { doneHref, openPlan } from './plan-page.tsx'

const organisers = ['coordinator']

export function planFormPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/activity-plans/new', async (c) => {
    const { chosen } = await chosenCommunity(c, organisers, c.req.query('community'))
    return formPage(c, newForm(chosen.value, chosen.label), emptyValues(c))
  })
  router.post('/activity-plans/new', createPost)
  router.get('/activity-plans/:id/edit', async (c) => {
    const plan = await openPlan(c)
    return formPage(c, editForm(plan), valuesOf(plan))
  })
  router.post('/activity-plans/:id/edit', revisePost)
  return router
}

async function createPost(c: AppContext): Promise<Response> {
  const { chosen } = await chosenCommunity(c, organisers, c.req.query('community'))
  const values = await readForm(c)
  try {
    const key = formKeyOf(values)
    const done = await commit(c, createPlan, chosen.value, termsOf(values), key)
    return c.redirect(doneHref({ communityId: chosen.value, id: done.planId }, done), 303)
  } catch (error) {
    return formPage(c, newForm(chosen.value, chosen.label), values, formProblemOf(error))
  }
}

async function revisePost(c: AppContext): Promise<Response> {
  const plan = await openPlan(c)
  const values = await readForm(c)
  try {
    const input = { planId: plan.id, ...termsOf(values) }
    const done = await commit(c, revisePlan, plan.communityId, input, formKeyOf(values))
    return c.redirect(doneHref(plan, done), 303)
  } catch (error) {
    return formPage(c, editForm(plan), values, formProblemOf(error))
  }
}

const fieldIds = {
  'recipient.headcount': 'headcount',
  'recipient.description': 'description',
  recipient: 'recipientKind',
}

/** @throws FormMistakes */
function termsOf(values: FormValues): PlanTerms {
  const text = (name: string) => values.text(name)
  const number = (name: string) => (/^\d{1,5}$/.test(text(name)) ? Number(text(name)) : null)
  const description = text('description')
  const parsed = planSchema.safeParse({
    ...{ name: text('name'), place: text('place'), offeringId: text('offeringId') },
    ...{ content: text('content'), outcome: text('outcome'), organiser: text('organiser') },
    personInCharge: text('personInCharge'),
    recipient:
      text('recipientKind') === 'group'
        ? { kind: 'group', headcount: number('headcount'), description }
        : { kind: 'place', description },
    capacity: number('capacity'),
    communityBuilding: text('communityBuilding') === 'yes',
    ...{ rule: ruleIn(values), dates: datesIn(text('dates')), days: text('days') },
    ...{ startsOn: text('startsOn'), endsOn: text('endsOn') || null },
    durationMinutes: number('durationMinutes'),
  })
  if (parsed.success) return parsed.data
  throw new FormMistakes(mistakesOf(parsed.error, fieldIds))
}

/** A rule written out wins over the days ticked. */
function ruleIn(values: FormValues): string | null {
  if (values.text('rule') !== '') return values.text('rule')
  const chosen = values.all('weekdays').filter((one) => /^[1-7]$/.test(one))
  const weekdays = chosen.map(Number)
  const time = values.text('time')
  if (weekdays.length === 0 || !/^\d\d:\d\d$/.test(time)) return null
  return weeklyRuleOf({ weekdays, time })
}

/** `2027-02-12 14:00`, one a line; the schema refuses what is none. */
function datesIn(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [, date, time] = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)$/.exec(line) ?? []
      return date && time ? `${date}T${time}:00+08:00` : line
    })
}

function valuesOf(plan: ActivityPlan): FormValues {
  const { recipient } = plan
  const weekly = plan.rule === null ? undefined : readWeekly(plan.rule)
  const texts: Readonly<Record<string, string>> = {
    ...{ name: plan.name, place: plan.place, offeringId: plan.offeringId },
    ...{ content: plan.content, outcome: plan.outcome, organiser: plan.organiser },
    ...{ personInCharge: plan.personInCharge, capacity: String(plan.capacity) },
    ...{ recipientKind: recipient.kind, description: recipient.description },
    headcount: recipient.kind === 'group' ? String(recipient.headcount) : '',
    communityBuilding: plan.communityBuilding ? 'yes' : '',
    ...{ time: weekly?.time ?? '', rule: weekly ? '' : (plan.rule ?? '') },
    dates: plan.dates.map((at) => `${civilDateOf(at)} ${civilTimeOf(at)}`).join('\n'),
    ...{ days: plan.days, startsOn: plan.startsOn, endsOn: plan.endsOn ?? '' },
    durationMinutes: String(plan.durationMinutes),
  }
  const weekdays = (weekly?.weekdays ?? []).map(String)
  return formValues(texts, weekdays)
}

function emptyValues(c: AppContext): FormValues {
  const today = civilDateOf(c.get('services').ctx.fixedNow?.() ?? systemNow())
  const texts = { ...{ days: 'every', recipientKind: 'group', startsOn: today }, capacity: '4' }
  return formValues({ ...texts, durationMinutes: '120', time: '16:00' }, [])
}

function formValues(
  texts: Readonly<Record<string, string>>,
  weekdays: readonly string[],
): FormValues {
  const text = (name: string) => texts[name] ?? ''
  return { key: '', text, all: (name) => (name === 'weekdays' ? weekdays : [text(name)]) }
}

type Form = {
  readonly title: string
  readonly lead: string
  readonly action: string
  readonly back: { readonly href: string; readonly label: string }
  readonly button: string
}

function newForm(communityId: string, label: string): Form {
  return {
    title: '新建活动计划',
    lead: `${label}：写好一次，以后几周的班次自动排出。`,
    action: `/activity-plans/new?community=${communityId}`,
    back: { href: `/activity-plans?community=${communityId}`, label: '活动计划' },
    button: '排出班次',
  }
}

function editForm(plan: ActivityPlan): Form {
  return {
    title: '修改活动计划',
    lead: '没有人报名的以后班次按新的排；有人报名的、单独改过的保持原样。',
    action: planHref(plan, 'edit'),
    back: { href: planHref(plan), label: plan.name },
    button: '按新的排',
  }
}

async function formPage(
  c: AppContext,
  form: Form,
  values: FormValues,
  problem?: FormProblem,
): Promise<Response> {
  const state = { values, problem }
  return renderPage(
    c,
    { title: form.title, variant: 'console', ...statusOfProblem(problem) },
    <>
      <PageHeader title={form.title} lead={form.lead} back={form.back} />
      <FormProblems c={c} problem={problem} />
      <FormWithKey action={form.action}>
        <WhenFields {...state} />
        <WhatFields {...state} offerings={await offeringOptions(c)} />
        <SubmitButton icon="calendar">{form.button}</SubmitButton>
      </FormWithKey>
    </>,
  )
}

function WhenFields(state: FormState) {
  const field = fieldOf(state)
  const chosen = state.values.all('weekdays')
  return (
    <Section title="什么时候">
      <fieldset class="field">
        <legend class="field__label">每周哪几天</legend>
        <div class="choices choices--inline">
          {weekdayNames.map((name, index) => (
            <label class="choice">
              <input
                class="choice__input"
                type="checkbox"
                name="weekdays"
                value={String(index + 1)}
                checked={chosen.includes(String(index + 1))}
              />
              <span class="choice__text">
                <span class="choice__label">周{name}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <DateTimeField {...field('time')} kind="time" label="开始时间" />
      <Field
        {...field('durationMinutes')}
        label="时长"
        unit="分"
        width="short"
        inputmode="numeric"
        required
      />
      <RadioGroup
        {...field('days')}
        label="哪些日子办"
        required
        choices={optionsOf(planDaysNames)}
        value={state.values.text('days')}
      />
      <TextArea
        {...field('dates')}
        label="单独的日期"
        hint="不按星期的活动，每行一次，例如：2027-02-12 14:00"
        rows={3}
      />
      <DateTimeField {...field('startsOn')} kind="date" label="从哪天起" required />
      <DateTimeField {...field('endsOn')} kind="date" label="到哪天止" hint="不填就一直办" />
      <Fold title="别的重复规则" open={state.values.text('rule') !== ''}>
        <Field
          {...field('rule')}
          label="规则"
          hint="五段：分 时 日 月 星期，例如每月最后一个周五下午三点：0 15 * * 5L；写了就不看上面的星期"
          maxlength={60}
        />
      </Fold>
    </Section>
  )
}

type WhatProps = FormState & { offerings: Awaited<ReturnType<typeof offeringOptions>> }

function WhatFields({ offerings, ...state }: WhatProps) {
  const field = fieldOf(state)
  const { values } = state
  return (
    <Section title="做什么">
      <Field {...field('name')} label="活动名称" required maxlength={60} />
      <Select
        {...field('offeringId')}
        label="服务项目"
        required
        placeholder="请选择"
        options={offerings}
      />
      <Field {...field('place')} label="地点" required maxlength={100} />
      <TextArea {...field('content')} label="做什么" required rows={2} maxlength={1000} />
      <TextArea {...field('outcome')} label="预期成效" required rows={2} maxlength={1000} />
      <RadioGroup
        {...field('recipientKind')}
        label="服务谁"
        required
        inline
        choices={[
          { value: 'group', label: '一群人（只写人数，不写名字）' },
          { value: 'place', label: '公共地方' },
        ]}
        value={values.text('recipientKind')}
      />
      <Field {...field('headcount')} label="人数" unit="人" width="short" inputmode="numeric" />
      <Field {...field('description')} label="对象说明" required maxlength={200} />
      <Field
        {...field('capacity')}
        label="要几名志愿者"
        unit="人"
        width="short"
        inputmode="numeric"
        required
      />
      <Field {...field('organiser')} label="组织单位" required maxlength={100} />
      <Field {...field('personInCharge')} label="负责人" required maxlength={60} />
      <CheckboxRow
        name="communityBuilding"
        label="社区建设活动（公益劳动、巡逻、议事、演出者）"
        hint="到场够长算一个参与日"
        checked={values.text('communityBuilding') === 'yes'}
      />
    </Section>
  )
}
