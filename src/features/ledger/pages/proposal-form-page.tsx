import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import { PageHeader } from '../../../http/components/blocks.tsx'
import { RadioGroup } from '../../../http/components/choices.tsx'
import { DateTimeField, Field, TextArea, type Option } from '../../../http/components/fields.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { instantAt, parseCivilDate } from '../../../kernel/clock.ts'
import { isId, type Id } from '../../../kernel/ids.ts'
import { cleanText } from '../../../kernel/text.ts'
import { findByLabel } from '../../person/find-by-label.ts'
import { chosenCommunity } from '../../person/pages/communities.tsx'
import {
  formKeyOf,
  FormProblems,
  mistakeAt,
  readForm,
  valuesInAddress,
  type FormProblem,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { clerks } from '../api/access.ts'
import type { ProposalPayload } from '../model.ts'
import { proposeEntry } from '../propose-entry.ts'
import { AmountFields, amountIn, FieldError, problemOf, renderSavings } from './parts.tsx'

/** What the form offers; adjustments by direction. */
const choices = [
  { value: 'grant', label: '资助', hint: '从公益时间库转给一位居民' },
  { value: 'add', label: '调整增加', hint: '旧账转入或补记；姓名留空是公益时间库' },
  { value: 'take', label: '调整减少', hint: '多记的扣回；姓名留空是公益时间库' },
  { value: 'opening', label: '期初余额', hint: '原储蓄本的结余，每人只记一次' },
  { value: 'reversal', label: '核销更正', hint: '已用掉的储蓄，差额核销后更正' },
]

export function proposalFormPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/proposals/new', (c) => formPage(c, valuesInAddress(c)))
  router.post('/proposals/new', async (c) => {
    visitorOf(c)
    const values = await readForm(c)
    try {
      return await propose(c, values)
    } catch (error) {
      return formPage(c, values, problemOf(error))
    }
  })
  return router
}

async function propose(c: AppContext, values: FormValues): Promise<Response> {
  const { chosen } = await chosenCommunity(c, clerks, values.text('community'))
  const reason = cleanText(values.text('reason'), 500, { lines: true })
  if (reason === undefined) throw new FieldError('reason', '请写明理由')
  const payload = await payloadIn(c, chosen.value, values)
  await commit(c, proposeEntry, chosen.value, { payload, reason }, formKeyOf(values))
  return c.redirect(`/proposals?community=${chosen.value}&done=proposed`, 303)
}

async function payloadIn(
  c: AppContext,
  communityId: Id,
  values: FormValues,
): Promise<ProposalPayload> {
  const kind = values.text('kind')
  if (kind === 'reversal') {
    const journalId = values.text('journalId')
    if (!isId(journalId)) throw new FieldError('journalId', '请填要更正的那笔账的编号')
    return { kind, journalId }
  }
  const amountMinutes = amountIn(values)
  const label = values.text('label').slice(0, 60)
  if (kind === 'add' || kind === 'take') {
    const personId = label === '' ? null : await findPerson(c, communityId, label)
    return { kind: 'adjustment', direction: kind, personId, amountMinutes }
  }
  const personId = await findPerson(c, communityId, label)
  if (kind === 'grant') return { kind, personId, amountMinutes }
  if (kind !== 'opening') throw new FieldError('kind', '请选一种')
  const openedOn = parseCivilDate(values.text('openedOn'))
  if (!openedOn) throw new FieldError('openedOn', '请填原储蓄本结清的日期')
  return { kind, personId, amountMinutes, effectiveAt: instantAt(openedOn) }
}

function findPerson(c: AppContext, communityId: Id, label: string): Promise<Id> {
  if (label === '') throw new FieldError('label', '请填服务卡号或姓名')
  return findByLabel(c.get('services').ctx, communityId, label)
}

async function formPage(
  c: AppContext,
  values: FormValues,
  problem?: FormProblem,
): Promise<Response> {
  const asked = values.text('community') || undefined
  const { chosen } = await chosenCommunity(c, clerks, asked)
  return renderSavings(
    c,
    { title: '提出双人办理', variant: 'console', ...statusOfProblem(problem) },
    <>
      <PageHeader
        title="提出双人办理"
        lead={`${chosen.label}。由另一位工作人员确认后才记账。`}
        back={{ href: `/proposals?community=${chosen.value}`, label: '双人办理' }}
      />
      <FormProblems c={c} problem={problem} />
      <Form chosen={chosen} values={values} problem={problem} />
    </>,
  )
}

type FormProps = { chosen: Option; values: FormValues; problem: FormProblem | undefined }

function Form({ chosen, values, problem }: FormProps) {
  return (
    <FormWithKey action="/proposals/new" hidden={{ community: chosen.value }}>
      <RadioGroup
        name="kind"
        label="事项"
        required
        choices={choices}
        value={values.text('kind')}
        error={mistakeAt(problem, 'kind')}
      />
      <Field
        name="label"
        label="谁的储蓄：服务卡号或姓名"
        value={values.text('label')}
        maxlength={60}
        error={mistakeAt(problem, 'label')}
      />
      <AmountFields values={values} problem={problem} />
      <DateTimeField
        kind="date"
        name="openedOn"
        label="期初余额：原储蓄本结清的日期"
        value={values.text('openedOn')}
        error={mistakeAt(problem, 'openedOn')}
      />
      <Field
        name="journalId"
        label="核销更正：那笔账的编号"
        value={values.text('journalId')}
        maxlength={40}
        error={mistakeAt(problem, 'journalId')}
      />
      <TextArea
        name="reason"
        label="理由"
        required
        rows={3}
        maxlength={500}
        value={values.text('reason')}
        error={mistakeAt(problem, 'reason')}
      />
      <SubmitButton>提出</SubmitButton>
    </FormWithKey>
  )
}
