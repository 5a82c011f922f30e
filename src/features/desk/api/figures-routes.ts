import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { visitorOf } from '../../../http/commit.ts'
import type { AppEnv } from '../../../http/env.ts'
import { idSchema, jsonResponse, makeRouter, problemResponses } from '../../../http/openapi.ts'
import { requireRole } from '../../../http/session.ts'
import { getDeskFigures } from '../get-desk-figures.ts'
import { communitiesUnder } from '../find-inbox.ts'
import { deskReaders } from './access.ts'
import { tags } from './schemas.ts'

const count = z.number().int()

const route = createRoute({
  method: 'get',
  path: '/api/v1/nodes/{nodeId}/desk-figures',
  tags,
  summary: '服务台看板：没办完、超时、五分钟内答复、按时办结，本月各社区',
  request: {
    params: z.object({ nodeId: idSchema.openapi({ param: { name: 'nodeId', in: 'path' } }) }),
  },
  responses: {
    200: jsonResponse(
      z.object({
        since: z.string(),
        desks: z.array(
          z.object({
            communityId: idSchema,
            open: count,
            late: count,
            paused: count,
            messages: count,
            registered: count,
            answered: count,
            quick: count,
            quickAnswered: count,
            replies: count,
            repliesKept: count,
          }),
        ),
      }),
      '看板',
    ),
    ...problemResponses,
  },
})

export function figuresRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.openapi(route, async (c) => {
    const { nodeId } = c.req.valid('param')
    await requireRole(c, visitorOf(c), deskReaders, nodeId)
    const { ctx } = c.get('services')
    const { since, desks } = await getDeskFigures(ctx, await communitiesUnder(ctx, nodeId))
    return c.json({ since, desks: [...desks] }, 200)
  })
  return router
}
