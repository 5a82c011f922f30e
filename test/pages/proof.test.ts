import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { giveCredits } from '../../src/features/ledger/give-credits.ts'
import { sealTrees } from '../../src/features/proof/jobs.ts'
import { openSecret, signingKeys } from '../../src/features/proof/rotate-proof-key.ts'
import { checkpointText } from '../../src/features/proof/rules/checkpoint.ts'
import { parseKeys, verifyReceipt } from '../../src/features/proof/rules/receipt.ts'
import { inTransaction } from '../../src/db/transaction.ts'
import { newId } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { signNote } from '../../src/kernel/signed-note.ts'
import { linksIn } from '../support/clicks.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { makeSaver, makeStation, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let http: HttpWorld
let here: Station
let there: Station
let giver: TestPerson
let cookies: Record<'giver' | 'stranger' | 'keeper' | 'foreign' | 'auditor', string>

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  here = await makeStation(world, '月湖社区')
  there = await makeStation(world, '江畔社区')
  giver = await makeSaver(world, here, 300)
  const stranger = await makeSaver(world, here, 60)
  await makeSaver(world, there, 60)
  const auditor = await world.makePerson({
    communityId: here.communityId,
    roles: ['auditor'],
    rolesAt: world.districtId,
  })
  cookies = {
    giver: await http.cookieOf(giver),
    stranger: await http.cookieOf(stranger),
    keeper: await http.cookieOf(here.first),
    foreign: await http.cookieOf(there.first),
    auditor: await http.cookieOf(auditor),
  }
  await sealTrees(world.ctx)
})
afterAll(() => world.close())

const page = (path: string, cookie?: string) =>
  http.call<string>(path, cookie === undefined ? {} : { cookie })

/** A gift of the giver's: the newest transfer of the books. */
async function give(): Promise<void> {
  const recipient = await makeSaver(world, here)
  await world.run(giveCredits, giver.actor, here.communityId, {
    giverId: giver.id,
    recipientId: recipient.id,
    amountMinutes: minutes(7),
  })
}

const receiptsIn = (html: string) => linksIn(html).filter((href) => href.startsWith('/receipts/'))

/** The receipt of the newest line of the giver's statement. */
async function newestReceipt(): Promise<string> {
  return receiptsIn((await page('/savings/statement', cookies.giver)).body)[0] ?? ''
}

const keyFile = async ({ communityId }: Station) =>
  (await page(`/log/${communityId}/keys.txt`)).body

describe('verifying on a page', () => {
  const path = () => `/log/${here.communityId}/verify`

  it('is for those who keep or check the books, and reached from their log', async () => {
    for (const who of ['keeper', 'auditor'] as const) {
      const log = await page(`/log/${here.communityId}`, cookies[who])
      expect(linksIn(log.body)).toContain(path())
      expect((await page(path(), cookies[who])).status).toBe(200)
    }
    for (const who of ['giver', 'stranger', 'foreign'] as const) {
      expect((await page(path(), cookies[who])).status).toBe(404)
      const log = await page(`/log/${here.communityId}`, cookies[who])
      expect(linksIn(log.body)).not.toContain(path())
    }
    expect((await page(path())).status).not.toBe(200)
  })

  it('says that books are in order, and what is wrong in those that are not', async () => {
    const asked = (station: Station) =>
      page(`/log/${station.communityId}/verify?run=yes`, cookies.auditor)
    expect((await asked(here)).body).toContain('账目无误')
    const spoiled = await makeStation(world)
    const saver = await makeSaver(world, spoiled, 60)
    await sealTrees(world.ctx)
    await world.sql`
      update ledger_accounts set balance_minutes = balance_minutes + 1
       where community_id = ${saver.communityId} and owner_id = ${saver.id}`
    const { body } = await asked(spoiled)
    expect(body).toContain('账目有差错')
    expect(body).toContain('结余与划转不符')
  })
})

describe('a line of a statement', () => {
  it('leads its owner and its keeper to the same receipt', async () => {
    await give()
    await sealTrees(world.ctx)
    const own = receiptsIn((await page('/savings/statement', cookies.giver)).body)
    for (const path of ['', '/statement']) {
      const kept = await page(`/people/${giver.id}/savings${path}`, cookies.keeper)
      expect(receiptsIn(kept.body)).toEqual(own)
    }
    const { body } = await page(own[0] ?? '', cookies.giver)
    expect(body).toMatch(/第 \d+ 笔的凭条/)
    expect(body).toContain('赠送')
    expect(body).toContain('7 分')
    expect(body).toContain('不是存款')
    expect((await page(own[0] ?? '', cookies.keeper)).body).toContain('转赠')
  })

  it('gives a file that holds under the published keys', async () => {
    const path = `${await newestReceipt()}/receipt.tlog-proof`
    const { status, body, headers } = await page(path, cookies.giver)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toMatch(/^text\/plain/)
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="receipt-\d+\./)
    expect(headers.get('cache-control')).toBe('no-store')
    const keys = parseKeys(await keyFile(here)) ?? []
    expect(verifyReceipt(body, keys).fault).toBe(null)
  })

  it('has a receipt for auditors, and none for strangers, foreign keepers and made-up lines', async () => {
    const path = await newestReceipt()
    expect((await page(path, cookies.auditor)).status).toBe(200)
    for (const verb of ['', '/receipt.tlog-proof']) {
      for (const who of ['stranger', 'foreign'] as const)
        expect([who, (await page(path + verb, cookies[who])).status]).toEqual([who, 404])
      expect((await page(path + verb)).status).toBe(401)
    }
    for (const last of ['0', '01', '9999', '1e3', '-1', 'x', '9'.repeat(20)]) {
      const made = `/receipts/${here.communityId}/${last}`
      expect([last, (await page(made, cookies.keeper)).status]).toEqual([last, 404])
    }
    expect((await page(`/receipts/${newId()}/1`, cookies.keeper)).status).toBe(404)
    expect((await page('/receipts/x/1', cookies.keeper)).status).toBe(404)
  })

  it('asks for patience while it is not sealed, with the way to look again', async () => {
    await give()
    const path = await newestReceipt()
    const early = await page(path, cookies.giver)
    expect([early.status, early.body.includes('几秒钟后再看')]).toEqual([200, true])
    expect(linksIn(early.body)).toContain(path)
    expect(linksIn(early.body)).not.toContain(`${path}/receipt.tlog-proof`)
    expect((await page(`${path}/receipt.tlog-proof`, cookies.giver)).status).toBe(409)
    await sealTrees(world.ctx)
    const later = await page(path, cookies.giver)
    expect(linksIn(later.body)).toContain(`${path}/receipt.tlog-proof`)
  })
})

async function noteOf({ communityId }: Station): Promise<string> {
  const path = `/api/v1/communities/${communityId}/log/checkpoint`
  return (await http.call<string>(path)).body
}

/** What the community's page says of a checkpoint that somebody kept. */
async function compared(note: string, { communityId }: Station = here): Promise<string> {
  const { status, body } = await page(`/log/${communityId}?note=${encodeURIComponent(note)}`)
  expect(status).toBe(200)
  return /note__title">([^<]*)/.exec(body)?.[1] ?? ''
}

describe('the public log', () => {
  it('lists the communities that have one, to anybody', async () => {
    const { status, body } = await page('/log')
    expect(status).toBe(200)
    expect(linksIn(body)).toEqual(
      expect.arrayContaining([
        `/log/${here.communityId}`,
        `/log/${there.communityId}`,
        '/log/checker',
      ]),
    )
    expect(body.indexOf('江畔社区')).toBeLessThan(body.indexOf('月湖社区'))
  })

  it('shows a community’s newest checkpoint and keys letter by letter', async () => {
    const { body } = await page(`/log/${here.communityId}`)
    for (const text of [await noteOf(here), await keyFile(here)]) expect(body).toContain(text)
  })

  it('has a page of history after the first', async () => {
    for (let round = 0; round < 31; round += 1) {
      await give()
      await sealTrees(world.ctx)
    }
    const { body } = await page(`/log/${here.communityId}`)
    const next = linksIn(body).find((href) => href.includes('cursor=')) ?? ''
    const older = await page(next)
    expect(older.status).toBe(200)
    expect(older.body).not.toContain('下一页')
    expect((await page(`/log/${here.communityId}?cursor=x`)).status).toBe(200)
  }, 60_000)

  it('stands on the community’s public board, and on no other', async () => {
    const board = (nodeId: string) => page(`/board?node=${nodeId}`)
    expect((await board(here.communityId)).body).toContain(await noteOf(here))
    expect((await board(world.districtId)).body).not.toContain('校验点全文')
  })

  it('runs the checker under a policy that lets nothing else run', async () => {
    const { headers, body } = await page('/log/checker')
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
    for (const tag of ['script', 'style']) {
      const [, inner = ''] = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(body) ?? []
      const hash = createHash('sha256').update(inner).digest('base64')
      expect(policy).toContain(`${tag}-src 'sha256-${hash}'`)
    }
    const saved = await page('/log/checker?save')
    expect(saved.headers.get('content-disposition')).toContain('attachment')
    expect(saved.body).toBe(body)
  })

  it('says that there is none yet, and 404 for what is no community', async () => {
    const empty = await world.makeCommunity('白沙社区')
    expect((await page(`/log/${empty}`)).body).toContain('还没有校验点')
    for (const id of [newId(), world.districtId, 'x']) {
      expect((await page(`/log/${id}`)).status).toBe(404)
    }
  })

  it('tells whether the books still begin with a kept checkpoint', async () => {
    const kept = await noteOf(here)
    expect(await compared(kept)).toBe('一致')
    await give()
    await sealTrees(world.ctx)
    expect(await compared(kept)).toBe('一致')
    expect(await compared(`\r\n${kept.trim().replaceAll('\n', '\r\n')}  `)).toBe('一致')
  })

  it('says in plain words what does not fit', async () => {
    const kept = await noteOf(here)
    const [origin = '', size = '', ...rest] = kept.split('\n')
    expect(await compared('你好')).toBe('看不出这是校验点')
    expect(await compared([origin, size].join('\n'))).toBe('看不出这是校验点')
    expect(await compared(kept, there)).toBe('这是别的社区的校验点')
    const grown = [origin, String(Number(size) + 1), ...rest].join('\n')
    expect(await compared(grown)).toBe('签名不对')
    const unknown = kept.replace(/\n— \S+ \S+/, `\n— ${origin} ${'A'.repeat(92)}`)
    expect(await compared(unknown)).toBe('签名不对')
  })

  it('raises the alarm when what was signed is gone or changed', async () => {
    const size = Number((await noteOf(here)).split('\n')[1])
    expect(await compared(await signedByUs(size))).toBe('账本被改过')
    expect(await compared(await signedByUs(1))).toBe('账本被改过')
    expect(await compared(await signedByUs(size + 1))).toBe('账本变短了')
  })
})

/** What the log would have signed of another past. */
async function signedByUs(size: number): Promise<string> {
  const keys = await inTransaction(world.ctx, (tx) => signingKeys(world.ctx, tx, world.now()))
  const origin = `aixin/${here.communityId}`
  const text = checkpointText({ origin, size, root: Buffer.alloc(32, size) })
  return signNote(
    text,
    keys.map((key) => ({ name: origin, secret: openSecret(world.ctx, key) })),
  )
}
