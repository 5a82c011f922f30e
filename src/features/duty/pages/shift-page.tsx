import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import { DefinitionList, Fold, Note, PageHeader } from '../../../http/components/blocks.tsx'
import { DateTimeField, Field, TextArea } from '../../../http/components/fields.tsx'
import {
  ButtonLink,
  ConfirmPanel,
  FormWithKey,
  SubmitButton,
} from '../../../http/components/forms.tsx'
import { dateTimeValue } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { variantOf } from '../../../http/nav.ts'
import { instantSchema, makeRouter, strict, textSchema } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { holdsRole, requireRole } from '../../../http/session.ts'
import { systemNow } from '../../../kernel/clock.ts'
import {
  fieldOf,
  formKeyOf,
  FormMistakes,
  formProblemOf,
  FormProblems,
  mistake,
  mistakesOf,
  noValues,
  readForm,
  type FormProblem,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { cancelShift } from '../cancel-shift.ts'
import { getShift, getShiftFor } from '../get-shift.ts'
import type { Shift } from '../model/shifts.ts'
import { moveShift } from '../move-shift.ts'
import {
  announcedFacts,
  inShanghai,
  keyInAddress,
  planHref,
  ShiftChip,
  shiftHref,
  shiftSpan,
} from './plan-parts.tsx'
import { SignUpForms } from './sign-up-forms.tsx'

const doneTexts: Readonly<Record<string, string>> = {
  signedUp: '报上了。',
  waiting: '报满了，您在候补；有人退出会自动补上，并通知您。',
  withdrawn: '已退出。',
  moved: '已改时间；报了名的人会收到通知。',
  cancelled: '已取消；报了名的人会收到通知。',
}

export function shiftPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/shifts/:id', (c) => shiftPage(c, noValues))
  router.post('/shifts/:id/move', movePost)
  router.get('/shifts/:id/cancel', (c) => cancelPage(c, noValues))
  router.post('/shifts/:id/cancel', cancelPost)
  return router
}

function openShift(c: AppContext): Promise<Shift> {
  visitorOf(c)
  return getShift(c.get('services').ctx, keyInAddress(c))
}

export async function shiftPage(
  c: AppContext,
  values: FormValues,
  problem?: FormProblem,
): Promise<Response> {
  const visitor = visitorOf(c)
  const { shift, own, taken } = await getShiftFor(c.get('services').ctx, {
    ...{ key: keyInAddress(c), personId: visitor.actor.personId },
  })
  const coordinates = await holdsRole(c, visitor, ['coordinator'], shift.communityId)
  const text = doneTexts[c.req.query('done') ?? '']
  const now = c.get('services').ctx.fixedNow?.() ?? systemNow()
  const isOpen = shift.cancelledAt === null && shift.startsAt > now
  return renderPage(
    c,
    {
      ...{ title: shift.name, variant: variantOf(visitor) },
      ...(text && !problem ? { flash: { tone: 'green', text } as const } : {}),
      ...statusOfProblem(problem),
    },
    <>
      <PageHeader
        title={shift.name}
        lead={shiftSpan(shift)}
        {...(coordinates
          ? {
              back: {
                href: planHref({ communityId: shift.communityId, id: shift.planId }),
                label: '活动计划',
              },
            }
          : {})}
      >
        <ShiftChip shift={shift} />
      </PageHeader>
      <FormProblems c={c} problem={problem} />
      <Reasons shift={shift} />
      <div class="panel">
        <DefinitionList
          items={[{ term: '时间', detail: shiftSpan(shift) }, ...announcedFacts(shift)]}
        />
      </div>
      {shift.cancelledAt === null && shift.endsAt > now && (
        <div class="panel">
          <SignUpForms shift={shift} state={own?.state ?? null} taken={taken} />
        </div>
      )}
      {coordinates && (
        <p>
          <ButtonLink href={shiftHref(shift, 'attendance')} icon="list">
            名单和签到
          </ButtonLink>
        </p>
      )}
      {coordinates && isOpen && <MoveForm shift={shift} values={values} problem={problem} />}
    </>,
  )
}

function Reasons({ shift }: { shift: Shift }) {
  return (
    <>
      {shift.movedReason !== null && (
        <Note tone="yellow" title="时间或地点改过">
          <p>{shift.movedReason}</p>
        </Note>
      )}
      {shift.cancelledReason !== null && (
        <Note tone="red" title="已取消">
          <p>{shift.cancelledReason}</p>
        </Note>
      )}
    </>
  )
}

type MoveProps = { shift: Shift; values: FormValues; problem: FormProblem | undefined }

function MoveForm({ shift, values, problem }: MoveProps) {
  const field = (name: string, value: string) => {
    const sent = fieldOf({ values, problem })(name)
    return { ...sent, value: sent.value || value, required: true }
  }
  return (
    <>
      <Fold title="改这一次的时间或地点" open={problem !== undefined}>
        <FormWithKey action={shiftHref(shift, 'move')}>
          <DateTimeField {...field('startsAt', dateTimeValue(shift.startsAt))} label="开始" />
          <DateTimeField {...field('endsAt', dateTimeValue(shift.endsAt))} label="结束" />
          <Field {...field('place', shift.place)} label="地点" maxlength={100} />
          <Field {...field('reason', '')} label="原因" maxlength={500} />
          <SubmitButton>改时间</SubmitButton>
        </FormWithKey>
      </Fold>
      <p>
        <ButtonLink href={shiftHref(shift, 'cancel')} kind="danger">
          取消这个班次
        </ButtonLink>
      </p>
    </>
  )
}

const moveSchema = strict({
  startsAt: instantSchema,
  endsAt: instantSchema,
  place: textSchema(100),
  reason: textSchema(500),
})

async function movePost(c: AppContext): Promise<Response> {
  const { communityId, id } = keyInAddress(c)
  const values = await readForm(c)
  try {
    const parsed = moveSchema.safeParse({
      startsAt: inShanghai(values.text('startsAt')),
      endsAt: inShanghai(values.text('endsAt')),
      ...{ place: values.text('place'), reason: values.text('reason') },
    })
    if (!parsed.success) throw new FormMistakes(mistakesOf(parsed.error, {}))
    const input = { shiftId: id, ...parsed.data }
    await commit(c, moveShift, communityId, input, formKeyOf(values))
    return c.redirect(`${shiftHref({ communityId, id })}&done=moved`, 303)
  } catch (error) {
    return shiftPage(c, values, formProblemOf(error))
  }
}

async function cancelPost(c: AppContext): Promise<Response> {
  const { communityId, id } = keyInAddress(c)
  const values = await readForm(c)
  try {
    const reason = textSchema(500).safeParse(values.text('reason'))
    if (!reason.success) throw mistake('reason', '请写明取消的原因')
    const input = { shiftId: id, reason: reason.data }
    await commit(c, cancelShift, communityId, input, formKeyOf(values))
    return c.redirect(`${shiftHref({ communityId, id })}&done=cancelled`, 303)
  } catch (error) {
    return cancelPage(c, values, formProblemOf(error))
  }
}

async function cancelPage(
  c: AppContext,
  values: FormValues,
  problem?: FormProblem,
): Promise<Response> {
  const shift = await openShift(c)
  await requireRole(c, visitorOf(c), ['coordinator'], shift.communityId)
  return renderPage(
    c,
    { title: '取消班次', variant: 'console', ...statusOfProblem(problem) },
    <>
      <PageHeader title="取消班次" back={{ href: shiftHref(shift), label: shift.name }} />
      <FormProblems c={c} problem={problem} />
      <ConfirmPanel
        question={`取消“${shift.name}”这一次？`}
        facts={[
          { term: '时间', detail: shiftSpan(shift) },
          { term: '地点', detail: shift.place },
        ]}
        consequence="报了名的人会收到通知和原因；取消以后不能恢复。"
        action={shiftHref(shift, 'cancel')}
        confirmLabel="取消班次"
        cancelHref={shiftHref(shift)}
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
