import type { OpenAPIHono } from '@hono/zod-openapi'
import { EmptyState, Fold, PageHeader } from '../../../http/components/blocks.tsx'
import { ErrorSummary } from '../../../http/components/error-summary.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { CursorNav } from '../../../http/components/navigation.tsx'
import { DateTime } from '../../../http/components/values.tsx'
import { checkedKey, commitToDistrict } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { formRefusal, renderPage } from '../../../http/page.tsx'
import { problemOf, statusOf } from '../../../http/problem.ts'
import { DomainError, type Refusal } from '../../../kernel/errors.ts'
import { isId } from '../../../kernel/ids.ts'
import { decodeCursor } from '../../../kernel/paging.ts'
import type { Authorise } from '../../policy/propose-policy.ts'
import { requireAdministrator } from '../api/administrators.ts'
import { listGivenUp } from '../list-given-up.ts'
import type { GivenUp } from '../model/deliveries.ts'
import { sendAgain } from '../send-again.ts'

const PATH = '/notices/given-up'

async function givenUpPage(c: AppContext, refusal?: Refusal): Promise<Response> {
  requireAdministrator(c)
  const sent = c.req.query('cursor') ?? null
  const cursor = sent && decodeCursor(sent, ['instant', 'id']) ? sent : null
  const { items, nextCursor } = await listGivenUp(c.get('services').ctx, { cursor, limit: 20 })
  const problem = refusal && problemOf(refusal, c.get('requestId'))
  const isDone = !refusal && c.req.query('done') === '1'
  return renderPage(
    c,
    {
      ...{ title: '没发出去的通知', variant: 'console' },
      ...(refusal ? { status: statusOf(refusal) } : {}),
      ...(isDone ? { flash: { tone: 'green', text: '已排队重发。' } as const } : {}),
    },
    <>
      <PageHeader title="没发出去的通知" lead="试过多次仍没有发出；本人在站内通知里看得到。" />
      {problem && <ErrorSummary {...problem} advice={problem.detail} />}
      {items.length === 0 && <EmptyState text="没有" hint="通知都发出去了。" icon="check" />}
      {items.map((one) => (
        <GivenUpFold one={one} />
      ))}
      <CursorNav
        previousHref={cursor ? PATH : undefined}
        nextHref={nextCursor ? `${PATH}?cursor=${nextCursor}` : undefined}
      />
    </>,
  )
}

function GivenUpFold({ one: { id, kind, channel, url, endedAt, attempts } }: { one: GivenUp }) {
  return (
    <Fold
      open
      title={
        <>
          {channel === 'sms' ? '短信' : url} · {kind} · <DateTime at={endedAt} />
        </>
      }
    >
      <ul>
        {attempts.map(({ number, triedAt, answer }) => (
          <li>
            第 {number} 次，
            <DateTime at={triedAt} />：{answer ?? '中断'}
          </li>
        ))}
      </ul>
      <FormWithKey action={`${PATH}/${id}`} inline>
        <SubmitButton>重发</SubmitButton>
      </FormWithKey>
    </Fold>
  )
}

export function givenUpPages(authorise: Authorise): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  const again = sendAgain(authorise)
  router.get(PATH, (c) => givenUpPage(c))
  router.post(`${PATH}/:id`, async (c) => {
    requireAdministrator(c)
    const deliveryId = c.req.param('id') ?? ''
    if (!isId(deliveryId)) throw new DomainError(httpErrors['not-found'])
    const { idempotencyKey } = await c.req.parseBody()
    try {
      const key = checkedKey(typeof idempotencyKey === 'string' ? idempotencyKey : '')
      await commitToDistrict(c, again, { deliveryId }, key)
      return c.redirect(`${PATH}?done=1`, 303)
    } catch (error) {
      return givenUpPage(c, formRefusal(error))
    }
  })
  return router
}
