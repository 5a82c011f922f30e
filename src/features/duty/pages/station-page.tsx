import type { OpenAPIHono } from '@hono/zod-openapi'
import { visitorOf } from '../../../http/commit.ts'
import { PageHeader } from '../../../http/components/blocks.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { requireRole } from '../../../http/session.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { isId } from '../../../kernel/ids.ts'
import { chosenCommunity, CommunityFilter } from '../../person/pages/communities.tsx'
import { loadTree } from '../../person/load-tree.ts'
import { ButtonLink } from '../../../http/components/forms.tsx'
import { drawStationCode } from '../draw-station-code.ts'

export function stationPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/stations', stationsPage)
  router.get('/stations/:communityId/code', codePage)
  return router
}

async function stationsPage(c: AppContext): Promise<Response> {
  const place = await chosenCommunity(c, ['coordinator'], c.req.query('community'))
  const { value, label } = place.chosen
  return renderPage(
    c,
    { title: '签到屏幕', variant: 'console' },
    <>
      <PageHeader
        title="签到屏幕"
        lead={`${label}：在服务站的屏幕上打开，志愿者扫码签到、签退。码每半分钟换一次，拍下来带走没有用。`}
      />
      <CommunityFilter action="/stations" place={place} />
      <p>
        <ButtonLink href={`/stations/${value}/code`} kind="primary">
          打开屏幕
        </ButtonLink>
      </p>
    </>,
  )
}

async function codePage(c: AppContext): Promise<Response> {
  const communityId = c.req.param('communityId') ?? ''
  if (!isId(communityId)) throw new DomainError(httpErrors['not-found'])
  await requireRole(c, visitorOf(c), ['coordinator'], communityId)
  const { ctx, publicOrigin } = c.get('services')
  const name = (await loadTree(ctx)).get(communityId)?.name ?? ''
  const origin = publicOrigin ?? new URL(c.req.url).origin
  const address = `${origin}/check-in/${communityId}`
  const { image, digits, secondsLeft } = await drawStationCode(ctx, { communityId, address })
  const refreshSeconds = secondsLeft + 1
  return renderPage(
    c,
    { title: `${name}签到`, variant: 'console', refreshSeconds },
    <>
      <PageHeader title={`${name}：扫码签到、签退`} />
      <div class="panel station-code" data-refresh={String(refreshSeconds)}>
        <img src={image} alt="签到二维码" width="520" height="520" />
        <p>用手机扫一扫；不能扫的，在“签到”里输入：</p>
        <p class="station-code__digits">{digits}</p>
      </div>
    </>,
  )
}
