import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit } from '../../../http/commit.ts'
import { PageHeader } from '../../../http/components/blocks.tsx'
import { Field, Select, type Option } from '../../../http/components/fields.tsx'
import { ConfirmPanel, FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { Minutes, PersonName } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import type { Id } from '../../../kernel/ids.ts'
import { findByLabel } from '../../person/find-by-label.ts'
import { loadProfile } from '../../person/load-profile.ts'
import {
  formKeyOf,
  FormProblems,
  mistake,
  mistakeAt,
  noValues,
  type FormProblem,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { getGiftLimit } from '../get-gift-limit.ts'
import { giveCredits } from '../give-credits.ts'
import {
  affordableIn,
  AmountFields,
  amountIn,
  ownAccount,
  ownBalance,
  orFormAgain,
  renderSavings,
  type Affordable,
} from './parts.tsx'

export function givePages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/savings/give', (c) => formPage(c, noValues))
  router.post('/savings/give', (c) => orFormAgain(c, confirmPage, formPage))
  router.post('/savings/give/confirm', (c) => orFormAgain(c, give, formPage))
  return router
}

async function give(c: AppContext, values: FormValues): Promise<Response> {
  const { communityId, personId } = ownAccount(c)
  const recipient = await recipientIn(c, values)
  const gift = { giverId: personId, recipientId: recipient.id, amountMinutes: amountIn(values) }
  await commit(c, giveCredits, communityId, gift, formKeyOf(values))
  return c.redirect('/savings?done=given', 303)
}

type Recipient = { readonly id: Id; readonly shownName: string }

/** One of the visitor's own relatives, or who a card number or a whole name means here. */
async function recipientIn(c: AppContext, values: FormValues): Promise<Recipient> {
  const { ctx } = c.get('services')
  const { communityId, personId } = ownAccount(c)
  const relativeId = values.text('relative')
  const label = values.text('label').slice(0, 60)
  if (relativeId !== '') {
    const relative = (await relativesOf(c, personId)).find(({ value }) => value === relativeId)
    if (relative) return { id: relative.value, shownName: relative.label }
  }
  if (label === '') throw mistake('label', '请选一位亲属，或填对方的服务卡号、姓名')
  const id = await findByLabel(ctx, communityId, label)
  const { name } = await loadProfile(ctx, id)
  return { id, shownName: partOfName(name) }
}

/** Enough to notice a wrong card number, too little to learn a name by it. */
function partOfName(name: string): string {
  const [first = '', ...rest] = Array.from(name)
  return `${first}${'＊'.repeat(Math.min(rest.length, 3))}`
}

async function relativesOf(c: AppContext, personId: Id): Promise<readonly Option[]> {
  const { relations } = await loadProfile(c.get('services').ctx, personId)
  return relations.map(({ relativeId, relativeName }) => ({
    value: relativeId,
    label: relativeName,
  }))
}

async function confirmPage(c: AppContext, values: FormValues): Promise<Response> {
  const recipient = await recipientIn(c, values)
  const affordable = await affordableIn(c, values)
  return renderSavings(
    c,
    { title: '赠送储蓄' },
    <>
      <PageHeader title="赠送储蓄" back={{ href: '/savings/give', label: '改一改' }} />
      <Confirm recipient={recipient} affordable={affordable} values={values} />
    </>,
  )
}

type ConfirmProps = { recipient: Recipient; affordable: Affordable; values: FormValues }

function Confirm({ recipient, affordable, values }: ConfirmProps) {
  const hidden = Object.fromEntries(
    ['relative', 'label', 'hours', 'minutes'].map((name) => [name, values.text(name)]),
  )
  return (
    <ConfirmPanel
      question="送出这些储蓄？"
      facts={[
        { term: '送给', detail: <PersonName name={recipient.shownName} /> },
        { term: '数额', detail: <Minutes minutes={affordable.amount} /> },
        { term: '以后可用', detail: <Minutes minutes={affordable.rest} /> },
      ]}
      consequence="送出后立即存入对方的储蓄本；送错了要请社区工作者更正。"
      action="/savings/give/confirm"
      confirmLabel="送出"
      cancelHref="/savings/give"
      hidden={hidden}
    />
  )
}

async function formPage(
  c: AppContext,
  values: FormValues,
  problem?: FormProblem,
): Promise<Response> {
  const { ctx } = c.get('services')
  const { availableMinutes } = await ownBalance(c)
  const relatives = await relativesOf(c, ownAccount(c).personId)
  const { othersYearMinutes, restMinutes } = await getGiftLimit(ctx, ownAccount(c))
  return renderSavings(
    c,
    { title: '赠送储蓄', ...statusOfProblem(problem) },
    <>
      <PageHeader
        title="赠送储蓄"
        lead={
          <>
            可用 <Minutes minutes={availableMinutes} />
            。送给配偶和直系亲属不限，送给其他人每年最多 <Minutes minutes={othersYearMinutes} />
            ，今年还可以送 <Minutes minutes={restMinutes} />。
          </>
        }
        back={{ href: '/savings', label: '储蓄本' }}
      />
      <FormProblems c={c} problem={problem} />
      <FormWithKey action="/savings/give">
        {relatives.length > 0 && (
          <Select
            name="relative"
            label="送给亲属"
            options={relatives}
            value={values.text('relative')}
            placeholder="不送给亲属"
          />
        )}
        <Field
          name="label"
          value={values.text('label')}
          error={mistakeAt(problem, 'label')}
          label={relatives.length > 0 ? '或送给别人：服务卡号或姓名' : '送给谁：服务卡号或姓名'}
          hint="姓名要写全，并且在本社区。"
          maxlength={60}
        />
        <AmountFields values={values} problem={problem} />
        <SubmitButton>下一步</SubmitButton>
      </FormWithKey>
    </>,
  )
}
