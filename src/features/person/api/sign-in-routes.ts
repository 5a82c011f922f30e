import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { clientAddress } from '../../../http/client-address.ts'
import { visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import {
  idSchema,
  jsonBody,
  jsonResponse,
  makeRouter,
  problemResponses,
  strict,
} from '../../../http/openapi.ts'
import { choosePerson } from '../choose-person.ts'
import { ACCESS_TOKEN_SECONDS } from '../issue-tokens.ts'
import type { OpenedSession } from '../open-session.ts'
import { publishKeys } from '../publish-keys.ts'
import { refreshSession } from '../refresh-session.ts'
import { requestCode } from '../request-code.ts'
import { signOut } from '../sign-out.ts'
import { verifyCode } from '../verify-code.ts'
import type { PersonParts } from './parts.ts'

const tags = ['登录']
const open: { security: [] } = { security: [] }
const secretSchema = z.string().regex(/^[A-Za-z0-9_-]{20,100}$/)

const tokensSchema = z
  .object({
    step: z.literal('signedIn'),
    personId: idSchema,
    accessToken: z.string(),
    refreshToken: z.string(),
    expiresInSeconds: z.number().int(),
  })
  .openapi('Tokens')

const choiceSchema = z
  .object({
    step: z.enum(['choose', 'register']),
    choiceToken: z.string(),
    people: z.array(z.object({ id: idSchema, name: z.string() })),
  })
  .openapi('SignInChoice')

const codeRoute = createRoute({
  method: 'post',
  path: '/api/v1/sign-in/code',
  tags,
  ...open,
  summary: '获取验证码（不论号码是否登记，回答都一样）',
  request: jsonBody(strict({ phone: z.string().max(40) })),
  responses: {
    202: jsonResponse(
      z.object({ challengeId: idSchema, expiresInSeconds: z.number().int() }),
      '验证码已发出',
    ),
    ...problemResponses,
  },
})

const signInRoute = createRoute({
  method: 'post',
  path: '/api/v1/sign-in',
  tags,
  ...open,
  summary: '用验证码登录；一个号码有几个人时再选人，没有人时可以登记',
  request: jsonBody(strict({ challengeId: idSchema, code: z.string().max(20) })),
  responses: {
    200: jsonResponse(z.union([tokensSchema, choiceSchema]), '已登录，或需要选人、登记'),
    ...problemResponses,
  },
})

const chooseRoute = createRoute({
  method: 'post',
  path: '/api/v1/sign-in/person',
  tags,
  ...open,
  summary: '选择以谁的身份登录',
  request: jsonBody(strict({ choiceToken: secretSchema, personId: idSchema })),
  responses: { 200: jsonResponse(tokensSchema, '已登录'), ...problemResponses },
})

const refreshRoute = createRoute({
  method: 'post',
  path: '/api/v1/session/refresh',
  tags,
  ...open,
  summary: '换取新的令牌；旧的刷新令牌只能用一次，再用则会话结束',
  request: jsonBody(strict({ refreshToken: secretSchema })),
  responses: { 200: jsonResponse(tokensSchema, '新的令牌'), ...problemResponses },
})

const signOutRoute = createRoute({
  method: 'post',
  path: '/api/v1/session/sign-out',
  tags,
  summary: '退出登录，或在所有设备上退出',
  request: jsonBody(strict({ everywhere: z.boolean().default(false) })),
  responses: { 204: { description: '已退出' }, ...problemResponses },
})

const keysRoute = createRoute({
  method: 'get',
  path: '/.well-known/jwks.json',
  tags,
  ...open,
  summary: '验证访问令牌的公钥（RFC 7517）',
  responses: {
    200: jsonResponse(z.object({ keys: z.array(z.record(z.string(), z.string())) }), '公钥'),
    ...problemResponses,
  },
})

export function signInRoutes({ sender, issueToken }: PersonParts): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  const ctxOf = (c: AppContext) => c.get('services').ctx

  async function tokensOf({ personId, sessionId, secret }: OpenedSession) {
    return {
      step: 'signedIn' as const,
      personId,
      accessToken: await issueToken({ personId, sessionId }),
      refreshToken: secret,
      expiresInSeconds: ACCESS_TOKEN_SECONDS,
    }
  }

  router.openapi(codeRoute, async (c) => {
    const { phone } = c.req.valid('json')
    const answer = await requestCode(ctxOf(c), sender, { phone, address: clientAddress(c) })
    return c.json(answer, 202)
  })
  router.openapi(signInRoute, async (c) => {
    const input = { ...c.req.valid('json'), address: clientAddress(c) }
    const step = await verifyCode(ctxOf(c), { ...input, channel: 'program' })
    if (step.step === 'signedIn') return c.json(await tokensOf(step), 200)
    const people = step.people.map(({ id, name }) => ({ id, name }))
    return c.json({ step: step.step, choiceToken: step.secret, people }, 200)
  })
  router.openapi(chooseRoute, async (c) => {
    const { choiceToken, personId } = c.req.valid('json')
    const choice = { secret: choiceToken, personId, channel: 'program' as const }
    return c.json(await tokensOf(await choosePerson(ctxOf(c), choice)), 200)
  })
  router.openapi(refreshRoute, async (c) => {
    const { refreshToken } = c.req.valid('json')
    return c.json(await tokensOf(await refreshSession(ctxOf(c), refreshToken)), 200)
  })
  router.openapi(signOutRoute, async (c) => {
    const { personId, sessionId } = visitorOf(c).actor
    const { everywhere } = c.req.valid('json')
    await signOut(ctxOf(c), { personId, sessionId, everywhere })
    return c.body(null, 204)
  })
  router.openapi(keysRoute, async (c) => {
    const keys = (await publishKeys(ctxOf(c))).map((key) => ({ ...key }))
    c.header('Cache-Control', 'public, max-age=60')
    return c.json({ keys }, 200)
  })
  return router
}
