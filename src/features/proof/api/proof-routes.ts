import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { commitToDistrict, visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import {
  communityParams,
  cursorSchema,
  idempotencyParameters,
  jsonBody,
  jsonResponse,
  limitSchema,
  makeRouter,
  problemResponses,
  strict,
} from '../../../http/openapi.ts'
import { holdsRole } from '../../../http/session.ts'
import type { Id } from '../../../kernel/ids.ts'
import { keepers } from '../../ledger/api/access.ts'
import { getCheckpoint } from '../get-checkpoint.ts'
import { listCheckpoints } from '../list-checkpoints.ts'
import { listVerifiers } from '../list-verifiers.ts'
import { makeReceipt } from '../make-receipt.ts'
import type { Checkpoint } from '../model.ts'
import { proveConsistency } from '../prove-consistency.ts'
import { proveInclusion } from '../prove-inclusion.ts'
import { rotateProofKey } from '../rotate-proof-key.ts'

const tags = ['账本校验']
const BASE = '/api/v1/communities/{communityId}/log'
const whole = z.number().int()
const hash = z.string().openapi({ description: '32 字节的 SHA-256，base64' })
const size = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const sequence = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)
const sequenceParams = communityParams.extend({
  sequence: sequence.openapi({ param: { name: 'sequence', in: 'path' } }),
})

const checkpointSchema = z
  .object({
    size: whole,
    root: hash,
    note: z.string().openapi({ description: 'C2SP tlog-checkpoint，Ed25519 签名' }),
    signedAt: z.string(),
  })
  .openapi('Checkpoint')

const checkpointRoute = createRoute({
  method: 'get',
  path: `${BASE}/checkpoint`,
  tags,
  summary: '最新的校验点：C2SP tlog-checkpoint；不用登录',
  security: [],
  request: { params: communityParams },
  responses: { 200: textResponse('签名的校验点'), ...problemResponses },
})

const historyRoute = createRoute({
  method: 'get',
  path: `${BASE}/checkpoints`,
  tags,
  summary: '签过的全部校验点，最新的在前；不用登录',
  security: [],
  request: {
    params: communityParams,
    query: z.object({ limit: limitSchema, cursor: cursorSchema.optional() }),
  },
  responses: {
    200: jsonResponse(
      z.object({ items: z.array(checkpointSchema), nextCursor: z.string().nullable() }),
      '一页校验点',
    ),
    ...problemResponses,
  },
})

const keysRoute = createRoute({
  method: 'get',
  path: `${BASE}/keys`,
  tags,
  summary: '验证校验点的公钥，每行一把，最新的在前；不用登录',
  security: [],
  request: { params: communityParams },
  responses: { 200: textResponse('公钥：名称+编号+base64'), ...problemResponses },
})

const consistencyRoute = createRoute({
  method: 'get',
  path: `${BASE}/consistency`,
  tags,
  summary: '后来的账本以先前的账本开头（RFC 6962 2.1.2）；不用登录',
  security: [],
  request: { params: communityParams, query: z.object({ from: size, to: size }) },
  responses: {
    200: jsonResponse(z.object({ from: whole, to: whole, proof: z.array(hash) }), '一致性证明'),
    ...problemResponses,
  },
})

const inclusionRoute = createRoute({
  method: 'get',
  path: `${BASE}/transfers/{sequence}/inclusion`,
  tags,
  summary: '一笔账在账本里（RFC 6962 2.1.1）；size 不填为最新的校验点',
  request: { params: sequenceParams, query: z.object({ size: size.optional() }) },
  responses: {
    200: jsonResponse(
      z.object({
        index: whole,
        size: whole,
        leaf: z.string().openapi({ description: 'RFC 8785 JSON；叶的散列按其 UTF-8 字节计算' }),
        proof: z.array(hash),
      }),
      '包含证明',
    ),
    ...problemResponses,
  },
})

const receiptRoute = createRoute({
  method: 'get',
  path: `${BASE}/transfers/{sequence}/receipt`,
  tags,
  summary: '一笔账的凭条：一个文件，有公钥就能离线验证（C2SP tlog-proof）',
  request: { params: sequenceParams },
  responses: { 200: textResponse('凭条'), ...problemResponses },
})

const rotateRoute = createRoute({
  method: 'post',
  path: '/api/v1/proof-keys',
  tags,
  summary: '更换校验点的签名密钥；旧的再签一程，公钥一直公布',
  parameters: idempotencyParameters,
  request: { ...jsonBody(strict({})) },
  responses: {
    201: jsonResponse(z.object({ publicKey: z.string() }), '已更换'),
    ...problemResponses,
  },
})

function textResponse(description: string) {
  return { description, content: { 'text/plain': { schema: z.string() } } } as const
}

export function proofRoutes(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  mountPublic(router)
  mountTransfers(router)
  router.openapi(rotateRoute, async (c) =>
    c.json(await commitToDistrict(c, rotateProofKey, {}), 201),
  )
  return router
}

/** Sizes, hashes and signatures say nothing of anybody, and are of use only to those outside. */
function mountPublic(router: OpenAPIHono<AppEnv>): void {
  router.openapi(checkpointRoute, async (c) => {
    const { note } = await getCheckpoint(c.get('services').ctx, c.req.valid('param'))
    return c.text(note, 200)
  })
  router.openapi(historyRoute, async (c) => {
    const { limit, cursor = null } = c.req.valid('query')
    const asked = { ...c.req.valid('param'), limit, cursor }
    const page = await listCheckpoints(c.get('services').ctx, asked)
    return c.json({ items: page.items.map(checkpointOf), nextCursor: page.nextCursor }, 200)
  })
  router.openapi(keysRoute, async (c) => {
    const keys = await listVerifiers(c.get('services').ctx, c.req.valid('param'))
    return c.text(keys.map((key) => `${key}\n`).join(''), 200)
  })
  router.openapi(consistencyRoute, async (c) => {
    const { from, to } = c.req.valid('query')
    const asked = { ...c.req.valid('param'), earlier: from, later: to }
    const proof = await proveConsistency(c.get('services').ctx, asked)
    return c.json({ from, to, proof: base64(proof) }, 200)
  })
}

function mountTransfers(router: OpenAPIHono<AppEnv>): void {
  router.openapi(inclusionRoute, async (c) => {
    const { communityId, sequence } = c.req.valid('param')
    const { size = null } = c.req.valid('query')
    const asked = { ...(await transferOf(c, communityId, sequence)), size }
    const proof = await proveInclusion(c.get('services').ctx, asked)
    return c.json({ ...proof, proof: base64(proof.proof) }, 200)
  })
  router.openapi(receiptRoute, async (c) => {
    const { communityId, sequence } = c.req.valid('param')
    const asked = await transferOf(c, communityId, sequence)
    return c.text((await makeReceipt(c.get('services').ctx, asked)).file, 200)
  })
}

/** Those who keep or check the books see every transfer; others, those of their own savings. */
export async function transferOf(c: AppContext, communityId: Id, sequence: number) {
  const visitor = visitorOf(c)
  const keeps = await holdsRole(c, visitor, keepers, communityId)
  return { communityId, sequence, personId: keeps ? null : visitor.actor.personId }
}

function checkpointOf({ size, root, note, signedAt }: Checkpoint) {
  return { size, root, note, signedAt }
}

function base64(hashes: readonly Buffer[]): string[] {
  return hashes.map((each) => each.toString('base64'))
}
