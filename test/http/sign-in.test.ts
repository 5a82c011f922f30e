import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWTHeaderParameters } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { grantRole } from '../../src/features/person/grant-role.ts'
import { rotateSigningKey } from '../../src/features/person/rotate-signing-key.ts'
import { DISTRICT_SCOPE, newId, type Id } from '../../src/kernel/ids.ts'
import { epochMs } from '../../src/kernel/clock.ts'
import { unseal } from '../../src/kernel/seal.ts'
import { ISSUER, openPersonApp, type PersonApp, type Reply } from '../support/person-app.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let app: PersonApp
let communityId: Id
let administrator: TestPerson

beforeAll(async () => {
  world = await openWorld()
  app = openPersonApp(world)
  communityId = await world.makeCommunity()
  administrator = await world.makePerson({
    communityId,
    roles: ['districtAdministrator'],
    rolesAt: world.districtId,
  })
})

afterAll(() => world.close())

// Every test has its own phones; the address is one for all, so its counters start anew.
beforeEach(forgetTries)

async function forgetTries(): Promise<void> {
  await world.sql.begin(async (sql) => {
    await sql`set local role aixin_owner`
    await sql`delete from rate_limits`
  })
}

let phones = 0
const freshPhone = () => `138${String((phones += 1)).padStart(8, '0')}`

async function challengeFor(phone: string): Promise<Id> {
  const { body } = await app.post('/api/v1/sign-in/code', { phone })
  return body.challengeId
}

async function signIn(phone: string): Promise<Reply> {
  const challengeId = await challengeFor(phone)
  return app.post('/api/v1/sign-in', { challengeId, code: app.lastCode() })
}

async function signedIn(): Promise<{ person: TestPerson; tokens: Reply['body']; phone: string }> {
  const phone = freshPhone()
  const person = await world.makePerson({ communityId, phone })
  return { person, phone, tokens: (await signIn(phone)).body }
}

const wrongCode = () => (app.lastCode() === '000000' ? '111111' : '000000')

describe('requesting a code', () => {
  it('answers alike for a known and an unknown phone', async () => {
    const known = freshPhone()
    await world.makePerson({ communityId, phone: known })
    const replies = [
      await app.post('/api/v1/sign-in/code', { phone: known }),
      await app.post('/api/v1/sign-in/code', { phone: freshPhone() }),
    ]
    expect(replies.map(({ status }) => status)).toEqual([202, 202])
    expect(replies.map(({ body }) => Object.keys(body).sort())).toEqual([
      ['challengeId', 'expiresInSeconds'],
      ['challengeId', 'expiresInSeconds'],
    ])
  })

  it('is limited by phone, also after a restart', async () => {
    const phone = freshPhone()
    for (let n = 0; n < 5; n += 1) await challengeFor(phone)
    const restarted = openPersonApp(world)
    const reply = await restarted.post('/api/v1/sign-in/code', { phone })
    expect([reply.status, reply.body.code]).toEqual([429, 'sign-in.too-many-requests'])
  })

  it('refuses what is no phone number', async () => {
    const reply = await app.post('/api/v1/sign-in/code', { phone: '12345' })
    expect([reply.status, reply.body.code]).toEqual([422, 'sign-in.phone-malformed'])
  })

  it('keeps neither phone nor code readable', async () => {
    const phone = freshPhone()
    await challengeFor(phone)
    const rows = await world.sql`select to_jsonb(c)::text as row from sign_in_codes c`
    const text = rows.map((row) => row['row']).join()
    expect(text).not.toContain(phone)
    expect(text).not.toContain(`"${app.lastCode()}"`)
  })
})

describe('signing in', () => {
  it('takes one person straight in', async () => {
    const { person, tokens } = await signedIn()
    const me = await app.get('/api/v1/me', tokens.accessToken)
    expect([me.status, me.body.personId]).toEqual([200, person.id])
  })

  it('lets a phone that serves two choose, and only between those', async () => {
    const phone = freshPhone()
    const [first, second] = [
      await world.makePerson({ communityId, phone }),
      await world.makePerson({ communityId, phone }),
    ]
    const { body } = await signIn(phone)
    expect(body.step).toBe('choose')
    expect(body.people.map(({ id }: { id: Id }) => id)).toEqual([first.id, second.id])
    const { choiceToken } = body
    const other = await app.post('/api/v1/sign-in/person', {
      choiceToken,
      personId: administrator.id,
    })
    expect(other.status).toBe(404)
    const chosen = await app.post('/api/v1/sign-in/person', { choiceToken, personId: second.id })
    const me = await app.get('/api/v1/me', chosen.body.accessToken)
    expect(me.body.personId).toBe(second.id)
    const again = await app.post('/api/v1/sign-in/person', { choiceToken, personId: first.id })
    expect(again.body.code).toBe('sign-in.choice-expired')
  })

  it('lets an unknown phone register and then go in', async () => {
    const { body } = await signIn(freshPhone())
    expect(body.step).toBe('register')
    const input = {
      choiceToken: body.choiceToken,
      name: '新来的',
      memberships: [{ kind: 'home', communityId }],
      consents: ['recording'],
    }
    const key = { 'idempotency-key': newId() }
    const registered = await app.post('/api/v1/registrations', input, key)
    expect(registered.status).toBe(201)
    expect((await app.post('/api/v1/registrations', input, key)).body).toEqual(registered.body)
    const { personId } = registered.body
    const tokens = await app.post('/api/v1/sign-in/person', {
      choiceToken: body.choiceToken,
      personId,
    })
    expect((await app.get('/api/v1/me', tokens.body.accessToken)).body.personId).toBe(personId)
  })

  it('takes a code once', async () => {
    const challengeId = await challengeFor(freshPhone())
    const attempt = { challengeId, code: app.lastCode() }
    expect((await app.post('/api/v1/sign-in', attempt)).status).toBe(200)
    const again = await app.post('/api/v1/sign-in', attempt)
    expect([again.status, again.body.code]).toEqual([401, 'sign-in.code-wrong'])
  })

  it('refuses a code after five minutes', async () => {
    const challengeId = await challengeFor(freshPhone())
    world.passMinutes(5)
    const late = await app.post('/api/v1/sign-in', { challengeId, code: app.lastCode() })
    expect(late.body.code).toBe('sign-in.code-wrong')
  })

  it('refuses the code of another request', async () => {
    const challengeId = await challengeFor(freshPhone())
    await challengeFor(freshPhone())
    const crossed = await app.post('/api/v1/sign-in', { challengeId, code: app.lastCode() })
    expect(crossed.body.code).toBe('sign-in.code-wrong')
  })

  it('refuses the right code after five wrong ones', async () => {
    const challengeId = await challengeFor(freshPhone())
    const code = wrongCode()
    for (let n = 0; n < 5; n += 1) await app.post('/api/v1/sign-in', { challengeId, code })
    const right = await app.post('/api/v1/sign-in', { challengeId, code: app.lastCode() })
    expect(right.body.code).toBe('sign-in.code-wrong')
  })

  it('never looks at more than five of a hundred guesses sent at once', async () => {
    const challengeId = await challengeFor(freshPhone())
    const guess = () => app.post('/api/v1/sign-in', { challengeId, code: wrongCode() })
    const replies = await Promise.all(Array.from({ length: 100 }, guess))
    expect(replies.filter(({ status }) => status === 200)).toEqual([])
    const [row] = await world.sql`select tries from sign_in_codes where id = ${challengeId}`
    expect(row?.['tries']).toBe(5)
  })

  it('locks an address after ten wrong codes, whatever the phones', async () => {
    for (let n = 0; n < 10; n += 1) {
      const challengeId = await challengeFor(freshPhone())
      await app.post('/api/v1/sign-in', { challengeId, code: wrongCode() })
    }
    const challengeId = await challengeFor(freshPhone())
    const reply = await app.post('/api/v1/sign-in', { challengeId, code: app.lastCode() })
    expect([reply.status, reply.body.code]).toEqual([429, 'sign-in.too-many-tries'])
  })

  it('does not count the right codes of a busy station', async () => {
    for (let n = 0; n < 12; n += 1) {
      const { status } = await signIn(freshPhone())
      expect(status).toBe(200)
    }
  })
})

describe('refreshing', () => {
  const refresh = (refreshToken: string) => app.post('/api/v1/session/refresh', { refreshToken })

  it('gives the next pair of tokens', async () => {
    const { person, tokens } = await signedIn()
    const next = await refresh(tokens.refreshToken)
    expect(next.body.refreshToken).not.toBe(tokens.refreshToken)
    expect((await app.get('/api/v1/me', next.body.accessToken)).body.personId).toBe(person.id)
  })

  it('ends the session when a token comes a second time', async () => {
    const { tokens } = await signedIn()
    const next = await refresh(tokens.refreshToken)
    expect((await refresh(tokens.refreshToken)).status).toBe(401)
    expect((await refresh(next.body.refreshToken)).status).toBe(401)
    expect((await app.get('/api/v1/me', next.body.accessToken)).status).toBe(401)
  })

  it('gives one of two exchanges at once at most', async () => {
    const { tokens } = await signedIn()
    const replies = await Promise.all([refresh(tokens.refreshToken), refresh(tokens.refreshToken)])
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 401])
  })
})

describe('a session', () => {
  it('ends when one signs out, its token with it', async () => {
    const { tokens } = await signedIn()
    const authorization = { authorization: `Bearer ${tokens.accessToken}` }
    expect((await app.post('/api/v1/session/sign-out', {}, authorization)).status).toBe(204)
    expect((await app.get('/api/v1/me', tokens.accessToken)).status).toBe(401)
  })

  it('ends everywhere at once when that is asked', async () => {
    const { phone, tokens } = await signedIn()
    const other = (await signIn(phone)).body
    const authorization = { authorization: `Bearer ${tokens.accessToken}` }
    await app.post('/api/v1/session/sign-out', { everywhere: true }, authorization)
    expect((await app.get('/api/v1/me', other.accessToken)).status).toBe(401)
  })

  it('shows a granted role at the next request', async () => {
    const { person, tokens } = await signedIn()
    const input = { personId: person.id, role: 'coordinator', nodeId: communityId } as const
    await world.run(grantRole, administrator.actor, DISTRICT_SCOPE, input)
    const me = await app.get('/api/v1/me', tokens.accessToken)
    expect(me.body.roleGrants).toEqual([{ role: 'coordinator', nodeId: communityId }])
  })

  it('goes on for the ten newest of a person only', async () => {
    const { phone, tokens } = await signedIn()
    for (let n = 0; n < 10; n += 1) {
      await forgetTries()
      await signIn(phone)
    }
    expect((await app.get('/api/v1/me', tokens.accessToken)).status).toBe(401)
  })

  it('is looked up for many requests at once', async () => {
    const many = await Promise.all(Array.from({ length: 5 }, signedIn))
    const replies = await Promise.all(
      Array.from({ length: 200 }, (_, n) => app.get('/api/v1/me', many[n % 5]?.tokens.accessToken)),
    )
    expect(replies.map(({ body }) => body.personId)).toEqual(
      replies.map((_, n) => many[n % 5]?.person.id),
    )
  })
})

describe('an access token', () => {
  type Forgery = {
    readonly header?: Partial<JWTHeaderParameters>
    readonly claims?: Record<string, unknown>
  }

  async function activeKey() {
    const { body } = await app.get('/.well-known/jwks.json')
    const [key] = body.keys
    if (!key) throw new Error('no key is published')
    return key
  }

  async function forged(key: Parameters<SignJWT['sign']>[0], { header, claims }: Forgery = {}) {
    const now = Math.floor(epochMs(world.now()) / 1000)
    const base = { iss: ISSUER, aud: 'aixin', iat: now, exp: now + 900, sub: newId(), sid: newId() }
    const { kid } = await activeKey()
    return new SignJWT({ ...base, ...claims })
      .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'at+jwt', ...header })
      .sign(key)
  }

  const statusOf = async (token: string) => (await app.get('/api/v1/me', token)).status

  it('names person and session and nothing else', async () => {
    const { tokens, person } = await signedIn()
    const [header, payload] = tokens.accessToken.split('.')
    const { exp, iat, sub, ...rest } = decode(payload)
    expect(Object.keys(decode(header)).sort()).toEqual(['alg', 'kid', 'typ'])
    expect(Object.keys(rest).sort()).toEqual(['aud', 'iss', 'sid'])
    expect([sub, Number(exp) - Number(iat)]).toEqual([person.id, 900])
  })

  it('is refused with alg none', async () => {
    const { tokens } = await signedIn()
    const [, payload] = tokens.accessToken.split('.')
    const header = encode({ alg: 'none', typ: 'at+jwt' })
    expect(await statusOf(`${header}.${payload}.`)).toBe(401)
    expect(await statusOf(`${header}.${payload}.AAAA`)).toBe(401)
  })

  it('is refused when signed with the public key as a secret', async () => {
    const { x } = await activeKey()
    const secret = Buffer.from(x, 'base64url')
    expect(await statusOf(await forged(secret, { header: { alg: 'HS256' } }))).toBe(401)
  })

  it('is refused when signed by a key of its own, offered in the header or not', async () => {
    const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
    const jwk = await exportJWK(pair.publicKey)
    expect(await statusOf(await forged(pair.privateKey))).toBe(401)
    const offers = [{ jwk }, { jku: 'https://evil.example/keys' }, { kid: '../../etc/passwd' }]
    for (const header of offers) {
      expect(await statusOf(await forged(pair.privateKey, { header }))).toBe(401)
    }
  })

  it.each([
    ['another issuer', { claims: { iss: 'https://elsewhere.example' } }],
    ['another audience', { claims: { aud: 'elsewhere' } }],
    ['a time that has passed', { claims: { exp: 1 } }],
    ['a time to come', { claims: { nbf: 9_999_999_999 } }],
    ['another type', { header: { typ: 'JWT' } }],
    ['no session', { claims: { sid: undefined } }],
    ['a session that is no id', { claims: { sid: 'x' } }],
  ] satisfies [string, Forgery][])(
    'is refused with %s, though rightly signed',
    async (_, forgery) => {
      const { tokens, person } = await signedIn()
      const { sid } = decode(tokens.accessToken.split('.')[1])
      const claims = { sub: person.id, sid }
      const key = await privateKey()
      expect(await statusOf(await forged(key, { claims }))).toBe(200)
      const bad: Forgery = { ...forgery, claims: { ...claims, ...(forgery as Forgery).claims } }
      expect(await statusOf(await forged(key, bad))).toBe(401)
    },
  )

  it('is refused with a cut or changed signature', async () => {
    const { tokens } = await signedIn()
    expect(await statusOf(tokens.accessToken.slice(0, -2))).toBe(401)
    expect(await statusOf(tokens.accessToken.replace(/.(?=.{20}$)/, '!'))).toBe(401)
  })

  it('ends after fifteen minutes, half a minute of leeway aside', async () => {
    const { tokens } = await signedIn()
    world.passMinutes(14)
    expect(await statusOf(tokens.accessToken)).toBe(200)
    world.passMinutes(2)
    expect(await statusOf(tokens.accessToken)).toBe(401)
  })

  it('is good under the old key after a rotation, and new ones come under the new key', async () => {
    const { tokens, phone } = await signedIn()
    const { kid } = await world.run(rotateSigningKey, administrator.actor, DISTRICT_SCOPE, {})
    expect(await statusOf(tokens.accessToken)).toBe(200)
    const restarted = openPersonApp(world)
    const { body } = await restarted.post('/api/v1/sign-in/code', { phone })
    const input = { challengeId: body.challengeId, code: restarted.lastCode() }
    const next = await restarted.post('/api/v1/sign-in', input)
    expect(decode(next.body.accessToken.split('.')[0]).kid).toBe(kid)
    expect((await restarted.get('/api/v1/me', tokens.accessToken)).status).toBe(200)
    expect((await activeKey()).kid).toBe(kid)
  })

  it('shows only public parts of the keys', async () => {
    const { body } = await app.get('/.well-known/jwks.json')
    for (const key of body.keys) expect(key).not.toHaveProperty('d')
  })

  async function privateKey() {
    const { kid } = await activeKey()
    const [row] = await world.sql`select private_sealed from signing_keys where kid = ${kid}`
    const context = `signing_keys:private_sealed:${kid}`
    const text = unseal(world.ctx.sealKeys, String(row?.['private_sealed']), context)
    return importJWK(JSON.parse(text ?? '{}'), 'EdDSA')
  }
})

function decode(part: string | undefined): Record<string, unknown> {
  return JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'))
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
