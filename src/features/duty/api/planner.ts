import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { visitorOf } from '../../../http/commit.ts'
import type { AppEnv } from '../../../http/env.ts'
import {
  civilDateSchema,
  idSchema,
  jsonResponse,
  makeRouter,
  problemResponses,
} from '../../../http/openapi.ts'
import { requireRole } from '../../../http/session.ts'
import { loadTree } from '../../person/load-tree.ts'
import { checkPlanner } from '../check-planner.ts'

const spanSchema = z.object({ fromOn: z.string(), untilOn: z.string() })

const plannerRoute = createRoute({
  method: 'get',
  path: '/api/v1/nodes/{nodeId}/planner',
  tags: ['活动计划'],
  summary: '周周有安排：下面每个社区这周、下周、这个月有几次活动，没有的也列出',
  request: {
    params: z.object({ nodeId: idSchema.openapi({ param: { name: 'nodeId', in: 'path' } }) }),
    query: z.object({ on: civilDateSchema }),
  },
  responses: {
    200: jsonResponse(
      z.object({
        week: spanSchema,
        month: spanSchema,
        items: z.array(
          z.object({
            communityId: idSchema,
            thisWeek: z.number().int(),
            nextWeek: z.number().int(),
            thisMonth: z.number().int(),
          }),
        ),
      }),
      '每个社区的次数',
    ),
    ...problemResponses,
  },
})

export const plannerReaders = ['coordinator', 'districtAdministrator', 'supervisor', 'auditor']

export function plannerRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.openapi(plannerRoute, async (c) => {
    const { nodeId } = c.req.valid('param')
    await requireRole(c, visitorOf(c), plannerReaders, nodeId)
    const { ctx } = c.get('services')
    const below = [...(await loadTree(ctx)).values()].filter(
      ({ kind, ancestorIds }) => kind === 'community' && ancestorIds.includes(nodeId),
    )
    const communityIds = below.map(({ id }) => id)
    const { week, month, rows } = await checkPlanner(ctx, {
      ...{ communityIds, on: c.req.valid('query').on },
    })
    return c.json({ week, month, items: [...rows] }, 200)
  })
  return router
}
