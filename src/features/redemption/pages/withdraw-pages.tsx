import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit } from '../../../http/commit.ts'
import { PageHeader } from '../../../http/components/blocks.tsx'
import { ConfirmPanel } from '../../../http/components/forms.tsx'
import { Minutes } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { readRequest } from '../../desk/api/access.ts'
import { clockText, keyInAddress, requestHref } from '../../desk/pages/parts.tsx'
import { orPageAgain } from '../../desk/pages/request-page.tsx'
import { formKeyOf } from '../../person/pages/form-parts.tsx'
import { withdrawSavings } from '../withdraw-savings.ts'

export function withdrawPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/requests/:id/savings/withdraw', withdrawPage)
  router.post('/requests/:id/savings/withdraw', (c) =>
    orPageAgain(c, 'withdrawn', (values) => {
      const { communityId, id } = keyInAddress(c)
      return commit(c, withdrawSavings, communityId, { requestId: id }, formKeyOf(values))
    }),
  )
  return router
}

async function withdrawPage(c: AppContext): Promise<Response> {
  const key = keyInAddress(c)
  const { request, promise } = await readRequest(c, key.communityId, key.id)
  const others = promise?.limits.filter(({ basis }) => basis !== 'savings') ?? []
  const without = others.map(({ endsAt }) => endsAt).sort()[0]
  return renderPage(
    c,
    { title: '不用储蓄了' },
    <>
      <PageHeader title="不用储蓄了" back={{ href: requestHref(key), label: '返回' }} />
      <ConfirmPanel
        question="退回预留的储蓄？"
        facts={[
          ...(request.savings
            ? [{ term: '退回', detail: <Minutes minutes={request.savings.quotedMinutes} /> }]
            : []),
          ...(request.promisedBy
            ? [{ term: '现在的承诺', detail: `${clockText(request.promisedBy)} 前` }]
            : []),
          ...(without ? [{ term: '不用储蓄', detail: `${clockText(without)} 前` }] : []),
        ]}
        consequence="储蓄全部退回；上门的时间改按不用储蓄算，可能推后。"
        action={requestHref(key, 'savings/withdraw')}
        confirmLabel="退回储蓄"
        cancelHref={requestHref(key)}
        danger
      />
    </>,
  )
}
