import type { OpenAPIHono } from '@hono/zod-openapi'
import { visitorOf } from '../../../http/commit.ts'
import { EmptyState, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { ButtonLink } from '../../../http/components/forms.tsx'
import { LinkList } from '../../../http/components/navigation.tsx'
import { dateTimeText } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { listDesksOf, listOwnRequests, type ListedRequest } from '../list-open-requests.ts'
import { isOpen } from '../model/requests.ts'
import { promiseText, RequestChip, requestHref, requestTitle } from './parts.tsx'

export function ownRequestsPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/requests', ownRequestsPage)
  return router
}

/** The newest of every desk at which one has asked. */
async function ownRequestsPage(c: AppContext): Promise<Response> {
  const { ctx } = c.get('services')
  const { personId } = visitorOf(c).actor
  const desks = await listDesksOf(ctx, personId)
  const pages = await Promise.all(
    desks.map((communityId) =>
      listOwnRequests(ctx, { communityId, personId, limit: 50, beforeId: null }),
    ),
  )
  const requests = pages
    .flatMap(({ items }) => items)
    .sort((left, right) => (left.id < right.id ? 1 : -1))
  const open = requests.filter(({ state }) => isOpen(state))
  const closed = requests.filter(({ state }) => !isOpen(state))
  return renderPage(
    c,
    { title: '我的事项' },
    <>
      <PageHeader title="我的事项" lead="办到哪一步，什么时候来，谁来。">
        <ButtonLink href="/ask" kind="primary" icon="plus">
          求助
        </ButtonLink>
      </PageHeader>
      {requests.length === 0 && (
        <EmptyState
          text="还没有事项"
          hint="需要帮忙时，没有储蓄也可以求助。"
          action={{ href: '/ask', label: '求助' }}
        />
      )}
      <Requests title="正在办" requests={open} />
      <Requests title="办完的" requests={closed} />
    </>,
  )
}

function Requests({ title, requests }: { title: string; requests: readonly ListedRequest[] }) {
  if (requests.length === 0) return null
  return (
    <Section title={title} bare>
      <LinkList
        cells={requests.map((request) => ({
          href: requestHref(request),
          label: requestTitle(request.kind, request.offeringName),
          description:
            request.promisedBy && isOpen(request.state)
              ? promiseText(request.promisedBy, request.provisional)
              : `${dateTimeText(request.registeredAt)} 登记`,
          value: <RequestChip state={request.state} />,
        }))}
      />
    </Section>
  )
}
