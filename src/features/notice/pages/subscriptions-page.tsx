import { randomBytes } from 'node:crypto'
import type { OpenAPIHono } from '@hono/zod-openapi'
import { EmptyState, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { ErrorSummary } from '../../../http/components/error-summary.tsx'
import { Field } from '../../../http/components/fields.tsx'
import {
  ConfirmPanel,
  ButtonLink,
  FormWithKey,
  SubmitButton,
} from '../../../http/components/forms.tsx'
import { DateTime } from '../../../http/components/values.tsx'
import { checkedKey, commitToDistrict } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { formRefusal, renderPage } from '../../../http/page.tsx'
import { problemOf, statusOf } from '../../../http/problem.ts'
import { DomainError, type Refusal } from '../../../kernel/errors.ts'
import { isId } from '../../../kernel/ids.ts'
import type { Authorise } from '../../policy/propose-policy.ts'
import { addSubscription } from '../add-subscription.ts'
import { requireAdministrator } from '../api/administrators.ts'
import { endSubscription } from '../end-subscription.ts'
import { listSubscriptions } from '../list-subscriptions.ts'

const PATH = '/notices/subscriptions'

type Texts = (name: string) => string

async function textsOf(c: AppContext): Promise<Texts> {
  const form = await c.req.parseBody()
  return (name) => {
    const value = form[name]
    return typeof value === 'string' ? value.trim() : ''
  }
}

const kindsIn = (text: string) => text.split(/[,，、\s]+/).filter((one) => one !== '')

async function listPage(
  c: AppContext,
  text: Texts = () => '',
  refusal?: Refusal,
): Promise<Response> {
  requireAdministrator(c)
  const subscriptions = await listSubscriptions(c.get('services').ctx)
  const problem = refusal && problemOf(refusal, c.get('requestId'))
  const secret = text('secret') || `whsec_${randomBytes(32).toString('base64')}`
  return renderPage(
    c,
    {
      ...{ title: '通知订阅', variant: 'console' },
      ...(refusal ? { status: statusOf(refusal) } : {}),
    },
    <>
      <PageHeader title="通知订阅" lead="其他系统收哪些通知：按 Standard Webhooks 签名送出。" />
      {problem && <ErrorSummary {...problem} advice={problem.detail} />}
      {subscriptions.length === 0 && (
        <EmptyState text="还没有订阅" hint="在下面加一个。" icon="settings" />
      )}
      {subscriptions.map(({ id, url, kinds, createdAt }) => (
        <Section
          title={url}
          aside={
            <ButtonLink href={`${PATH}/${id}/end`} label={`结束订阅：${url}`}>
              结束
            </ButtonLink>
          }
        >
          <p>
            {kinds.join('、')}，<DateTime at={createdAt} /> 起
          </p>
        </Section>
      ))}
      <Section title="加一个订阅" lead="密钥只在这里显示一次，请先抄到对方系统里。">
        <FormWithKey action={PATH}>
          <Field name="url" label="网址" value={text('url')} hint="https:// 开头" required />
          <Field name="secret" label="签名密钥" value={secret} maxlength={100} required />
          <Field
            name="kinds"
            label="通知种类"
            value={text('kinds')}
            hint="duty.* 是值班的全部，* 是全部；用逗号隔开"
            required
          />
          <SubmitButton icon="plus">订阅</SubmitButton>
        </FormWithKey>
      </Section>
    </>,
  )
}

async function endPage(c: AppContext): Promise<Response> {
  requireAdministrator(c)
  const id = c.req.param('id') ?? ''
  const all = await listSubscriptions(c.get('services').ctx)
  const known = all.find((one) => one.id === id)
  if (!known) throw new DomainError(httpErrors['not-found'])
  return renderPage(
    c,
    { title: '结束订阅', variant: 'console' },
    <>
      <PageHeader title="结束订阅" back={{ href: PATH, label: '通知订阅' }} />
      <ConfirmPanel
        question="不再送通知到这个系统？"
        facts={[
          { term: '网址', detail: known.url },
          { term: '通知种类', detail: known.kinds.join('、') },
        ]}
        consequence="还没送到的也不再送；再要时重新订阅。"
        action={`${PATH}/${id}/end`}
        confirmLabel="结束订阅"
        cancelHref={PATH}
      />
    </>,
  )
}

export function subscriptionPages(authorise: Authorise): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  const add = addSubscription(authorise)
  const end = endSubscription(authorise)
  router.get(PATH, (c) => listPage(c))
  router.post(PATH, async (c) => {
    requireAdministrator(c)
    const text = await textsOf(c)
    try {
      const input = { url: text('url'), secret: text('secret'), kinds: kindsIn(text('kinds')) }
      await commitToDistrict(c, add, input, checkedKey(text('idempotencyKey')))
      return c.redirect(PATH, 303)
    } catch (error) {
      return listPage(c, text, formRefusal(error))
    }
  })
  router.get(`${PATH}/:id/end`, endPage)
  router.post(`${PATH}/:id/end`, async (c) => {
    requireAdministrator(c)
    const subscriptionId = c.req.param('id') ?? ''
    if (!isId(subscriptionId)) throw new DomainError(httpErrors['not-found'])
    const key = checkedKey((await textsOf(c))('idempotencyKey'))
    await commitToDistrict(c, end, { subscriptionId }, key)
    return c.redirect(PATH, 303)
  })
  return router
}
