import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { giveCredits } from '../../src/features/ledger/give-credits.ts'
import { proofRoutes } from '../../src/features/proof/api/proof-routes.ts'
import { sealTrees } from '../../src/features/proof/jobs.ts'
import { rotateProofKey } from '../../src/features/proof/rotate-proof-key.ts'
import { parseCheckpoint } from '../../src/features/proof/rules/checkpoint.ts'
import { parseKeys, verifyReceipt } from '../../src/features/proof/rules/receipt.ts'
import { DISTRICT_SCOPE } from '../../src/kernel/ids.ts'
import { isConsistent, leafHash, rootOfInclusion } from '../../src/kernel/merkle.ts'
import type { Minutes } from '../../src/kernel/minutes.ts'
import { openNote, type NoteVerifier } from '../../src/kernel/signed-note.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { makeSaver, makeStation, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let http: HttpWorld
let here: Station
let giver: TestPerson
let recipient: TestPerson
let tokens: Record<'giver' | 'recipient' | 'stranger' | 'keeper' | 'foreign', string>

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  http.app.route('/', proofRoutes())
  here = await makeStation(world)
  const there = await makeStation(world)
  giver = await makeSaver(world, here, 300)
  recipient = await makeSaver(world, here, 60)
  tokens = {
    giver: await http.tokenOf(giver),
    recipient: await http.tokenOf(recipient),
    stranger: await http.tokenOf(await makeSaver(world, here, 60)),
    keeper: await http.tokenOf(here.first),
    foreign: await http.tokenOf(there.first),
  }
  for (let round = 0; round < 3; round += 1) await giveAndSeal()
})
afterAll(() => world.close())

async function giveAndSeal(): Promise<void> {
  await world.run(giveCredits, giver.actor, giver.communityId, {
    giverId: giver.id,
    recipientId: recipient.id,
    amountMinutes: 7 as Minutes,
  })
  await sealTrees(world.ctx)
}

const log = (path: string) => `/api/v1/communities/${here.communityId}/log${path}`
const get = <T>(path: string, token: string | null = null) => http.call<T>(log(path), { token })

async function keysNow(): Promise<readonly NoteVerifier[]> {
  return parseKeys((await get<string>('/keys')).body) ?? []
}

async function headNow() {
  const text = openNote((await get<string>('/checkpoint')).body, await keysNow())
  const head = parseCheckpoint(text ?? '')
  if (!head) throw new Error('no checkpoint')
  return head
}

const decode = (proof: readonly string[]) => proof.map((each) => Buffer.from(each, 'base64'))

type Consistency = { proof: string[] }
type Inclusion = { index: number; size: number; leaf: string; proof: string[] }

describe('the log of a community', () => {
  it('shows anybody a signed checkpoint, its history and its keys', async () => {
    const head = await headNow()
    expect(head.origin).toBe(`aixin/${here.communityId}`)
    const { body } = await get<{ items: { size: number }[]; nextCursor: string }>(
      '/checkpoints?limit=1',
    )
    expect(body.items[0]?.size).toBe(head.size)
    const older = await get<{ items: { size: number }[] }>(`/checkpoints?cursor=${body.nextCursor}`)
    expect(older.body.items.map(({ size }) => size)).toEqual([head.size - 1, head.size - 2])
  })

  it('proves to anybody that it only grew', async () => {
    const earlier = await headNow()
    await giveAndSeal()
    const later = await headNow()
    const { body } = await get<Consistency>(`/consistency?from=${earlier.size}&to=${later.size}`)
    expect(isConsistent(earlier, later, decode(body.proof))).toBe(true)
  })

  it('refuses sizes that there are not', async () => {
    const { size } = await headNow()
    for (const query of [`from=1&to=${size + 1}`, 'from=3&to=2']) {
      const { status, body } = await get<{ code: string }>(`/consistency?${query}`)
      expect([status, body.code]).toEqual([422, 'proof.size-out-of-range'])
    }
    expect((await get('/consistency?from=-1&to=2')).status).toBe(422)
    expect((await get('/checkpoints?cursor=x')).status).toBe(400)
  })

  it('proves each transfer at every size it is in', async () => {
    const head = await headNow()
    for (let sequence = 1; sequence <= head.size; sequence += 1) {
      for (const size of [sequence, head.size]) {
        const { body } = await get<Inclusion>(
          `/transfers/${sequence}/inclusion?size=${size}`,
          tokens.keeper,
        )
        const root = rootOfInclusion(leafHash(body.leaf), body.index, size, decode(body.proof))
        const { body: past } = await get<Consistency>(`/consistency?from=${size}&to=${head.size}`)
        if (!root) throw new Error('no root')
        expect(isConsistent({ size, root }, head, decode(past.proof))).toBe(true)
      }
    }
  })

  it('tells of a transfer only those who keep the books or whose savings it moved', async () => {
    const { size } = await headNow()
    const path = `/transfers/${size}/receipt`
    for (const who of ['giver', 'recipient', 'keeper'] as const)
      expect((await get(path, tokens[who])).status).toBe(200)
    for (const who of ['stranger', 'foreign'] as const) {
      for (const kind of ['receipt', 'inclusion']) {
        const { status, body } = await get<{ code: string }>(
          `/transfers/${size}/${kind}`,
          tokens[who],
        )
        expect([status, body.code]).toEqual([404, 'proof.transfer-not-found'])
      }
    }
    expect((await get(path)).status).toBe(401)
    expect((await get(`/transfers/${size + 1}/receipt`, tokens.keeper)).status).toBe(404)
  })

  it('says of a transfer that is not sealed yet that it is not', async () => {
    await world.run(giveCredits, giver.actor, giver.communityId, {
      giverId: giver.id,
      recipientId: recipient.id,
      amountMinutes: 1 as Minutes,
    })
    const { size } = await headNow()
    const { status, body } = await get<{ code: string }>(
      `/transfers/${size + 1}/receipt`,
      tokens.giver,
    )
    expect([status, body.code]).toEqual([409, 'proof.not-sealed'])
    await sealTrees(world.ctx)
  })
})

describe('a receipt', () => {
  it('holds under the published key, and shows its holder and not the other person', async () => {
    const { size } = await headNow()
    const { body: file } = await get<string>(`/transfers/${size}/receipt`, tokens.giver)
    expect(verifyReceipt(file, await keysNow())).toMatchObject({ fault: null, size })
    expect(file.startsWith('c2sp.org/tlog-proof@v1\nextra ')).toBe(true)
    const extra = Buffer.from(file.split('\n')[1]?.slice(6) ?? '', 'base64').toString('utf8')
    expect(extra).toContain(giver.id)
    expect(extra).not.toContain(recipient.id)
  })

  it('falls with any letter of it changed', async () => {
    const { body: file } = await get<string>(
      `/transfers/${(await headNow()).size}/receipt`,
      tokens.giver,
    )
    const keys = await keysNow()
    for (let at = 0; at < file.length; at += 1) {
      const letter = file.charAt(at) === 'A' ? 'B' : 'A'
      const changed = file.slice(0, at) + letter + file.slice(at + 1)
      expect([at, verifyReceipt(changed, keys).fault]).not.toEqual([at, null])
    }
  })

  it('does not hold under the key of another community, or none', async () => {
    const { body: file } = await get<string>(`/transfers/1/receipt`, tokens.keeper)
    const keys = await keysNow()
    const others = keys.map((key) => ({ ...key, name: `aixin/${giver.id}` }))
    expect(verifyReceipt(file, others).fault).toBe('not-signed')
    expect(verifyReceipt(file, []).fault).toBe('not-signed')
  })

  it('holds under the former key after a rotation, and under the new one alone', async () => {
    const [former] = await keysNow()
    const admin = await world.makePerson({
      ...here,
      roles: ['districtAdministrator'],
      rolesAt: world.districtId,
    })
    const token = await http.tokenOf(admin)
    const rotated = await http.call('/api/v1/proof-keys', { body: {}, token })
    expect(rotated.status).toBe(201)
    const refused = await http.call('/api/v1/proof-keys', { body: {}, token: tokens.keeper })
    expect(refused.status).toBe(403)
    await giveAndSeal()
    const keys = await keysNow()
    expect(keys).toHaveLength(2)
    const { size } = await headNow()
    const { body: file } = await get<string>(`/transfers/${size}/receipt`, tokens.giver)
    for (const key of keys) expect(verifyReceipt(file, [key]).fault).toBe(null)
    await world.run(rotateProofKey, admin.actor, DISTRICT_SCOPE, {})
    await giveAndSeal()
    const { body: newest } = await get<string>(`/transfers/${size}/receipt`, tokens.giver)
    if (!former) throw new Error('no key')
    expect(verifyReceipt(newest, [former]).fault).toBe('not-signed')
    expect(verifyReceipt(file, [former]).fault).toBe(null)
  })
})
