import type { OpenAPIHono } from '@hono/zod-openapi'
import { Note, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { Field } from '../../../http/components/fields.tsx'
import { ConfirmPanel, FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { commitToDistrict, visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { variantOf } from '../../../http/nav.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { requireRole } from '../../../http/session.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { DISTRICT_SCOPE, isId, type Id } from '../../../kernel/ids.ts'
import { formKeyOf, readForm } from '../../person/pages/form-parts.tsx'
import { openCalendar } from '../api/own-rosters.ts'
import { closeCalendarFeed } from '../close-calendar-feed.ts'
import { dutyErrors } from '../errors.ts'
import { readCalendar } from '../read-calendar.ts'
import { keepers } from './roster-place.ts'

export function calendarPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/calendar/:file', calendarFile)
  router.get('/me/rosters/calendar', (c) => askPage(c, null))
  router.post('/me/rosters/calendar', (c) => openPost(c, null))
  router.post('/me/rosters/calendar/close', async (c) => {
    await commitToDistrict(c, closeCalendarFeed, {}, formKeyOf(await readForm(c)))
    return c.redirect('/me/rosters', 303)
  })
  router.get('/rosters/calendar/:communityId', async (c) => askPage(c, await communityOf(c)))
  router.post('/rosters/calendar/:communityId', async (c) => openPost(c, await communityOf(c)))
  return router
}

/** Read by calendar programs, without a session: whoever has the address may. */
async function calendarFile(c: AppContext): Promise<Response> {
  const token = /^([0-9a-f]{64})\.ics$/.exec(c.req.param('file') ?? '')?.[1]
  if (!token) throw new DomainError(dutyErrors['calendar-not-found'])
  const text = await readCalendar(c.get('services').ctx, token)
  return c.body(text, 200, { 'Content-Type': 'text/calendar; charset=utf-8' })
}

async function communityOf(c: AppContext): Promise<Id> {
  const communityId = c.req.param('communityId') ?? ''
  if (!isId(communityId)) throw new DomainError(httpErrors['not-found'])
  await requireRole(c, visitorOf(c), keepers, communityId)
  return communityId
}

const placeOf = (communityId: Id | null) =>
  communityId === null
    ? {
        title: '我的值班日历',
        path: '/me/rosters/calendar',
        back: { href: '/me/rosters', label: '我的值班' },
      }
    : {
        title: '社区值班日历',
        path: `/rosters/calendar/${communityId}`,
        back: { href: `/rosters?community=${communityId}`, label: '值班表' },
      }

function askPage(c: AppContext, communityId: Id | null): Response | Promise<Response> {
  const { title, path, back } = placeOf(communityId)
  return renderPage(
    c,
    { title, variant: variantOf(visitorOf(c)) },
    <>
      <PageHeader title={title} back={back} />
      <ConfirmPanel
        question="开通一个日历地址？"
        facts={[
          { term: '里面有', detail: communityId ? '本社区每天由谁值班' : '只有我自己的值班' },
          { term: '怎么用', detail: '在手机或电脑的日历里，选“订阅日历”，填这个地址' },
        ]}
        consequence="知道地址的人不用登录就能看，请不要转发。以前开通的地址马上失效。"
        action={path}
        confirmLabel="开通"
        cancelHref={back.href}
      />
      {communityId === null && (
        <Section title="停用">
          <FormWithKey action="/me/rosters/calendar/close" inline>
            <SubmitButton kind="default">停用我的值班日历</SubmitButton>
          </FormWithKey>
        </Section>
      )}
    </>,
  )
}

/** The address is told on this page, once: it does not travel in another address. */
async function openPost(c: AppContext, communityId: Id | null): Promise<Response> {
  const key = formKeyOf(await readForm(c))
  const { path } = await openCalendar(c, communityId ?? DISTRICT_SCOPE, key)
  const { title, back } = placeOf(communityId)
  const origin = c.get('services').publicOrigin ?? new URL(c.req.url).origin
  return renderPage(
    c,
    { title, variant: variantOf(visitorOf(c)) },
    <>
      <PageHeader title={title} back={back} />
      <Note tone="yellow" title="请现在就复制，以后不再显示">
        <p>知道地址的人不用登录就能看，请不要转发。</p>
      </Note>
      <div class="panel">
        <Field name="address" label="日历地址" required readonly value={`${origin}${path}`} />
        <p>
          <a href={path}>打开看看</a>
        </p>
      </div>
    </>,
  )
}
