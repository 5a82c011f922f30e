import { afterAll, beforeAll, expect, it } from 'vitest'
import { sealTrees } from '../../src/features/proof/jobs.ts'
import { getCheckpoint } from '../../src/features/proof/get-checkpoint.ts'
import { listVerifiers } from '../../src/features/proof/list-verifiers.ts'
import { makeReceipt } from '../../src/features/proof/make-receipt.ts'
import { parseKeys, verifyReceipt } from '../../src/features/proof/rules/receipt.ts'
import { verifyBooks } from '../../src/features/proof/verify-books.ts'
import { erase, leave, propose } from '../support/erasure.ts'
import { fund, makeSaver, makeStation } from '../support/savings.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

it('erasing a person leaves every receipt, checkpoint and balance as they were', async () => {
  const here = await makeStation(world)
  const saver = await makeSaver(world, here, 120)
  await leave(world, here, saver)
  await sealTrees(world.ctx)
  const checkpoint = await getCheckpoint(world.ctx, here)
  const receiptOf = async (sequence: number) =>
    (await makeReceipt(world.ctx, { ...here, sequence, personId: null })).file
  const sequences = Array.from({ length: checkpoint.size }, (_, at) => at + 1)
  const before = await Promise.all(sequences.map(receiptOf))
  const { erasureId } = await propose(world, here.first, saver.id)
  await erase(world, here.second, erasureId)
  await fund(world, here, (await makeSaver(world, here)).id, 60)
  await sealTrees(world.ctx)
  const keys = parseKeys((await listVerifiers(world.ctx, here)).join('\n')) ?? []
  for (const [at, receipt] of before.entries()) {
    expect(verifyReceipt(receipt, keys)).toMatchObject({ fault: null, size: checkpoint.size })
    const now = verifyReceipt(await receiptOf(at + 1), keys)
    expect(now).toMatchObject({ fault: null, leaf: { sequence: at + 1 } })
  }
  const kept = [{ note: checkpoint.note, place: 'kept before' }]
  const input = { ...here, kept, progress: () => undefined }
  expect((await verifyBooks(world.ctx, input)).findings).toEqual([])
})
