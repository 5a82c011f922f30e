import type { OpenAPIHono } from '@hono/zod-openapi'
import { EmptyState, PageHeader } from '../../../http/components/blocks.tsx'
import {
  ButtonLink,
  ButtonRow,
  FormWithKey,
  SubmitButton,
} from '../../../http/components/forms.tsx'
import { CursorNav } from '../../../http/components/navigation.tsx'
import { StatusChip } from '../../../http/components/status-chip.tsx'
import { DateTime } from '../../../http/components/values.tsx'
import { checkedKey, commitToDistrict, visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { variantOf } from '../../../http/nav.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { DomainError } from '../../../kernel/errors.ts'
import { isId } from '../../../kernel/ids.ts'
import { decodeCursor } from '../../../kernel/paging.ts'
import { listNotices } from '../list-notices.ts'
import type { Notice } from '../model/notices.ts'
import { readNotices } from '../read-notices.ts'

const PAGE = 20

async function inboxPage(c: AppContext): Promise<Response> {
  const visitor = visitorOf(c)
  const sent = c.req.query('cursor') ?? null
  const cursor = sent && decodeCursor(sent, ['number', 'instant', 'number']) ? sent : null
  const recipientId = visitor.actor.personId
  const { ctx } = c.get('services')
  const { items, nextCursor } = await listNotices(ctx, { recipientId, limit: PAGE, cursor })
  const isUnread = items.some(({ readAt }) => readAt === null)
  return renderPage(
    c,
    { title: '通知', variant: variantOf(visitor) },
    <>
      <PageHeader title="通知" lead="没看过的在前。">
        <ButtonLink href="/notices/channels">通知方式</ButtonLink>
      </PageHeader>
      {items.length === 0 && (
        <EmptyState text="没有通知" hint="有事要告诉你时，会出现在这里。" icon="inbox" />
      )}
      {isUnread && (
        <FormWithKey action="/notices/read" inline>
          <SubmitButton kind="default">全部标为已读</SubmitButton>
        </FormWithKey>
      )}
      {items.map((notice) => (
        <NoticePanel notice={notice} />
      ))}
      <CursorNav
        previousHref={cursor ? '/notices' : undefined}
        nextHref={nextCursor ? `/notices?cursor=${nextCursor}` : undefined}
      />
    </>,
  )
}

function NoticePanel({ notice: { id, text, link, urgent, since, readAt } }: { notice: Notice }) {
  const isUnread = readAt === null
  return (
    <article class="panel notice-panel">
      <p>
        {isUnread && <StatusChip tone={urgent ? 'red' : 'yellow'} text="未读" />}{' '}
        {isUnread ? <strong>{text}</strong> : text}
      </p>
      <ButtonRow>
        <DateTime at={since} />
        {isUnread && (
          <FormWithKey action={`/notices/${id}/read`} inline>
            <SubmitButton kind={link ? 'primary' : 'default'}>
              {link ? '查看' : '知道了'}
            </SubmitButton>
          </FormWithKey>
        )}
        {!isUnread && link && <ButtonLink href={link}>查看</ButtonLink>}
      </ButtonRow>
    </article>
  )
}

async function read(c: AppContext, noticeIds: readonly string[] | null): Promise<string | null> {
  visitorOf(c)
  const { idempotencyKey } = await c.req.parseBody()
  const key = checkedKey(typeof idempotencyKey === 'string' ? idempotencyKey : '')
  const { link } = await commitToDistrict(c, readNotices, { noticeIds }, key)
  return link
}

export function inboxPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/notices', inboxPage)
  router.post('/notices/read', async (c) => {
    await read(c, null)
    return c.redirect('/notices', 303)
  })
  router.post('/notices/:id/read', async (c) => {
    const id = c.req.param('id')
    if (!isId(id)) throw new DomainError(httpErrors['not-found'])
    return c.redirect((await read(c, [id])) ?? '/notices', 303)
  })
  return router
}
