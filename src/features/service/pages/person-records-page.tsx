import type { OpenAPIHono } from '@hono/zod-openapi'
import { visitorOf } from '../../../http/commit.ts'
import { EmptyState, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable } from '../../../http/components/data-table.tsx'
import { BigNumber } from '../../../http/components/figures.tsx'
import { CursorNav } from '../../../http/components/navigation.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { requireRole } from '../../../http/session.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { isId } from '../../../kernel/ids.ts'
import { ZERO } from '../../../kernel/minutes.ts'
import { decodeCursor } from '../../../kernel/paging.ts'
import { loadProfile } from '../../person/load-profile.ts'
import { listOwnRecords } from '../list-own-records.ts'
import { sumServiceMinutes } from '../sum-service-minutes.ts'
import { ownColumns } from './own-records-page.tsx'

const keepers = ['coordinator', 'districtAdministrator']

export function personRecordsPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/people/:personId/records', personRecordsPage)
  return router
}

/** Somebody's records, drafts apart, for who keeps their file: where an approved one is found again. */
async function personRecordsPage(c: AppContext): Promise<Response> {
  const visitor = visitorOf(c)
  const personId = c.req.param('personId') ?? ''
  if (!isId(personId)) throw new DomainError(httpErrors['not-found'])
  const { ctx } = c.get('services')
  const { name, booksCommunityId } = await loadProfile(ctx, personId)
  await requireRole(c, visitor, keepers, booksCommunityId)
  const sent = c.req.query('cursor') ?? null
  const cursor = sent && decodeCursor(sent, ['instant', 'id']) ? sent : null
  const page = await listOwnRecords(ctx, { personId, limit: 30, cursor })
  const sums = await sumServiceMinutes(ctx, { personIds: [personId] })
  const base = `/people/${personId}`
  return renderPage(
    c,
    { title: `${name}的服务`, variant: 'console' },
    <>
      <PageHeader title={`${name}的服务`} back={{ href: base, label: name }} />
      <BigNumber
        label="服务时长"
        minutes={sums.get(personId) ?? ZERO}
        caption="只算已通过的；服务时长不会用掉，使用储蓄也不减少。"
      />
      <Section title="服务记录" bare>
        <DataTable
          caption={`${name}的服务记录`}
          captionHidden
          columns={ownColumns}
          rows={page.items.filter(({ state }) => state !== 'draft')}
          empty={<EmptyState text="还没有服务记录" />}
        />
      </Section>
      <CursorNav
        nextHref={page.nextCursor ? `${base}/records?cursor=${page.nextCursor}` : undefined}
      />
    </>,
  )
}
