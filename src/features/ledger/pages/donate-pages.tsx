import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit } from '../../../http/commit.ts'
import { PageHeader } from '../../../http/components/blocks.tsx'
import { ConfirmPanel, FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { Minutes } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import {
  formKeyOf,
  FormProblems,
  noValues,
  type FormProblem,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { donateCredits } from '../donate-credits.ts'
import {
  affordableIn,
  AmountFields,
  amountIn,
  amountValues,
  ownAccount,
  ownBalance,
  orFormAgain,
  renderSavings,
} from './parts.tsx'

export function donatePages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/savings/donate', (c) => formPage(c, noValues))
  router.post('/savings/donate', (c) => orFormAgain(c, confirmPage, formPage))
  router.post('/savings/donate/confirm', (c) => orFormAgain(c, donate, formPage))
  return router
}

async function donate(c: AppContext, values: FormValues): Promise<Response> {
  const { communityId, personId } = ownAccount(c)
  const donation = { giverId: personId, amountMinutes: amountIn(values) }
  await commit(c, donateCredits, communityId, donation, formKeyOf(values))
  return c.redirect('/savings?done=donated', 303)
}

async function confirmPage(c: AppContext, values: FormValues): Promise<Response> {
  const { amount, rest } = await affordableIn(c, values)
  return renderSavings(
    c,
    { title: '捐给公益时间库' },
    <>
      <PageHeader title="捐给公益时间库" back={{ href: '/savings/donate', label: '改一改' }} />
      <ConfirmPanel
        question="捐出这些储蓄？"
        facts={[
          { term: '数额', detail: <Minutes minutes={amount} /> },
          { term: '以后可用', detail: <Minutes minutes={rest} /> },
        ]}
        consequence="捐出后归公益时间库，用来帮助有困难的邻居，不能退回。"
        action="/savings/donate/confirm"
        confirmLabel="捐出"
        cancelHref="/savings/donate"
        hidden={amountValues(amount)}
      />
    </>,
  )
}

async function formPage(
  c: AppContext,
  values: FormValues,
  problem?: FormProblem,
): Promise<Response> {
  const { availableMinutes } = await ownBalance(c)
  return renderSavings(
    c,
    { title: '捐给公益时间库', ...statusOfProblem(problem) },
    <>
      <PageHeader
        title="捐给公益时间库"
        lead={
          <>
            可用 <Minutes minutes={availableMinutes} />。
          </>
        }
        back={{ href: '/savings', label: '储蓄本' }}
      />
      <FormProblems c={c} problem={problem} />
      <FormWithKey action="/savings/donate">
        <AmountFields values={values} problem={problem} />
        <SubmitButton>下一步</SubmitButton>
      </FormWithKey>
    </>,
  )
}
