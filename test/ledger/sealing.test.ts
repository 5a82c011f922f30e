import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { donateCredits } from '../../src/features/ledger/donate-credits.ts'
import { giveCredits } from '../../src/features/ledger/give-credits.ts'
import { sealStillTrees, sealTrees } from '../../src/features/proof/jobs.ts'
import { leafOf } from '../../src/features/proof/rules/leaf.ts'
import { selectPosted } from '../../src/features/proof/store/leaves.ts'
import { selectTree } from '../../src/features/proof/store/trees.ts'
import { canonicalJson } from '../../src/kernel/canonical-json.ts'
import type { Id } from '../../src/kernel/ids.ts'
import type { Minutes } from '../../src/kernel/minutes.ts'
import { makeSaver, makeStation, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let here: Station
let there: Station
let giver: TestPerson

beforeAll(async () => {
  world = await openWorld()
  here = await makeStation(world)
  there = await makeStation(world)
  giver = await makeSaver(world, here, 900)
})
afterAll(() => world.close())

const give = async (recipient: TestPerson) =>
  world.run(giveCredits, giver.actor, giver.communityId, {
    giverId: giver.id,
    recipientId: recipient.id,
    amountMinutes: 1 as Minutes,
  })

const sizes = async (communityId: Id) => {
  const rows = await world.sql<{ size: string }[]>`
    select size from proof_checkpoints where community_id = ${communityId} order by size`
  return rows.map((row) => Number(row.size))
}

const sequenceOf = async (communityId: Id) => {
  const [row] =
    await world.sql`select sequence from ledger_books where community_id = ${communityId}`
  return Number(row?.['sequence'])
}

describe('sealing', () => {
  it('signs a checkpoint of everything posted, in each community, and then nothing more', async () => {
    await give(await makeSaver(world, there))
    const posted = (await sequenceOf(here.communityId)) + (await sequenceOf(there.communityId))
    expect(await sealTrees(world.ctx)).toBe(posted)
    expect(await sizes(here.communityId)).toEqual([await sequenceOf(here.communityId)])
    expect(await sealTrees(world.ctx)).toBe(0)
    expect(await sizes(here.communityId)).toHaveLength(1)
  })

  it('by two at once seals every transfer once', async () => {
    const recipient = await makeSaver(world, here)
    for (let round = 0; round < 5; round += 1) {
      await give(recipient)
      const sealed = await Promise.all([1, 2, 3, 4].map(() => sealTrees(world.ctx)))
      expect(sealed.reduce((sum, one) => sum + one, 0)).toBe(1)
    }
    const tree = await world.ctx.db.read((tx) => selectTree(tx, here.communityId))
    expect(tree?.size).toBe(await sequenceOf(here.communityId))
  })

  it('by the sweep waits until books have been still, and not for ever', async () => {
    const busy = await makeStation(world)
    const saver = await makeSaver(world, busy, 60)
    const isSealed = async () => (await sizes(busy.communityId)).length > 0
    const post = () =>
      world.run(donateCredits, saver.actor, saver.communityId, {
        giverId: saver.id,
        amountMinutes: 1 as Minutes,
      })
    await sealStillTrees(world.ctx)
    expect(await isSealed()).toBe(false)
    world.passMinutes(1 / 30)
    await post()
    await sealStillTrees(world.ctx)
    expect(await isSealed()).toBe(false)
    world.passMinutes(1 / 10)
    await sealStillTrees(world.ctx)
    expect(await isSealed()).toBe(true)
    await post()
    world.passMinutes(1 / 2)
    await post()
    expect(await sealStillTrees(world.ctx)).toBe(2)
  })

  it('refuses to sign books that do not continue what it signed', async () => {
    const elsewhere = await makeStation(world)
    const saver = await makeSaver(world, elsewhere, 60)
    await sealTrees(world.ctx)
    await world.sql`
      update proof_tiles set hashes = decode(repeat('00', octet_length(hashes)), 'hex')
       where community_id = ${elsewhere.communityId}`
    await world.run(donateCredits, saver.actor, saver.communityId, {
      giverId: saver.id,
      amountMinutes: 5 as Minutes,
    })
    await give(await makeSaver(world, here))
    const before = await sizes(here.communityId)
    await expect(sealTrees(world.ctx)).rejects.toThrow('could not be sealed')
    expect(await sizes(elsewhere.communityId)).toHaveLength(1)
    expect(await sizes(here.communityId)).toHaveLength(before.length + 1)
  })
})

describe('a leaf', () => {
  it('is canonical JSON without a name, a person or what the transfer was for', async () => {
    const transfers = await world.ctx.db.read((tx) =>
      selectPosted(tx, here.communityId, { after: 0, until: 100 }),
    )
    expect(transfers.length).toBeGreaterThan(3)
    for (const transfer of transfers) {
      const leaf = leafOf(transfer, '5'.repeat(64))
      expect(leaf).toBe(canonicalJson(JSON.parse(leaf)))
      for (const secret of [transfer.actorId, transfer.source.id, giver.id])
        if (secret !== null) expect(leaf).not.toContain(secret)
    }
  })
})
