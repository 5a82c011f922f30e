import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import {
  communityParams,
  idSchema,
  jsonResponse,
  makeRouter,
  problemResponses,
} from '../../../http/openapi.ts'
import { listOfferings } from '../list-offerings.ts'
import { countKinds, redeemableKinds, serviceDomains } from '../model.ts'
import { tags } from './schemas.ts'

const offeringSchema = z
  .object({
    id: idSchema,
    code: z.string(),
    name: z.string(),
    domain: z.enum(serviceDomains),
    counts: z.enum(countKinds),
    redeemable: z.enum(redeemableKinds),
    multiplierClass: z.enum(['general', 'technical', 'professional']),
    risky: z.boolean(),
    minimumAge: z.number().int(),
    skills: z.array(z.string()),
    promiseDays: z.number().int().nullable(),
    fromSeed: z.boolean(),
  })
  .openapi('Offering')

const responses = {
  200: jsonResponse(z.object({ items: z.array(offeringSchema) }), '现有的服务项目'),
  ...problemResponses,
}

const summary = '服务项目（便民、惠民、安民）'

const allRoute = createRoute({
  method: 'get',
  path: '/api/v1/offerings',
  tags,
  summary,
  responses,
})

/** The catalogue is the district's: every community gives the same. */
const hereRoute = createRoute({
  method: 'get',
  path: '/api/v1/communities/{communityId}/offerings',
  tags,
  summary,
  request: { params: communityParams },
  responses,
})

export function offeringRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.openapi(allRoute, async (c) => c.json(await offeringsFor(c), 200))
  router.openapi(hereRoute, async (c) => c.json(await offeringsFor(c), 200))
  return router
}

async function offeringsFor(c: AppContext) {
  visitorOf(c)
  const offerings = await listOfferings(c.get('services').ctx)
  return {
    items: offerings.map(({ skills, ...offering }) => ({ ...offering, skills: [...skills] })),
  }
}
