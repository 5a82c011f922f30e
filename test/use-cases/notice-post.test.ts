import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inTransaction } from '../../src/db/transaction.ts'
import { postNotices } from '../../src/features/notice/post-notices.ts'
import type { NewNotice } from '../../src/features/notice/model/notices.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { noticeTo, post as postAll } from '../support/notices.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let recipientId: Id

beforeAll(async () => {
  world = await openWorld()
  const communityId = await world.makeCommunity()
  recipientId = (await world.makePerson({ communityId })).id
})
afterAll(() => world.close())

const noticeOf = (wish: Partial<NewNotice> = {}) => noticeTo(recipientId, wish)
const post = (...notices: NewNotice[]) => postAll(world, ...notices)

const textsOf = async (id: Id) =>
  (
    await world.sql<{ text: string }[]>`
      select text from notices where recipient_id = ${id} order by sequence`
  ).map(({ text }) => text)

describe('a notice', () => {
  it('is there when the act is, and not when the act is rolled back', async () => {
    const rolledBack = inTransaction(world.ctx, async (tx) => {
      await postNotices(tx, world.now(), [noticeOf({ onceKey: 'rolled back' })])
      throw new Error('the act fails')
    })
    await expect(rolledBack).rejects.toThrow('the act fails')
    expect(await textsOf(recipientId)).toEqual([])
    await post(noticeOf({ onceKey: 'rolled back', text: '这一次成了' }))
    expect(await textsOf(recipientId)).toEqual(['这一次成了'])
  })

  it('is written once for its key and recipient, however often and by how many it is posted', async () => {
    const [one, other] = [newId(), newId()]
    const both = [one, other].flatMap((id) =>
      [1, 2, 3].map((n) => noticeOf({ recipientId: id, onceKey: `fact ${n}`, text: `第 ${n} 件` })),
    )
    await Promise.all([post(...both), post(...both.toReversed()), post(...both, ...both)])
    expect((await textsOf(one)).toSorted()).toEqual(['第 1 件', '第 2 件', '第 3 件'])
    expect((await textsOf(other)).toSorted()).toEqual(['第 1 件', '第 2 件', '第 3 件'])
  })

  it('keeps the order in which it was posted to its recipient', async () => {
    const id = newId()
    const texts = Array.from({ length: 40 }, (_, n) => `第 ${n} 条`)
    const mine = texts.map((text) => noticeOf({ recipientId: id, text }))
    await post(...mine.flatMap((one) => [one, noticeOf({ recipientId: newId() })]))
    expect(await textsOf(id)).toEqual(texts)
  })

  it.each([
    ['without text', { text: '' }],
    ['longer than a message', { text: '长'.repeat(301) }],
    ['of no room', { kind: 'reminder' }],
    ['that leads out of the house', { link: '//elsewhere.example' }],
    ['that leads to another scheme', { link: 'javascript:alert(1)' }],
    ['without a key', { onceKey: '' }],
  ])('%s is a mistake of ours and is not written', async (_, wish) => {
    const id = newId()
    await expect(post(noticeOf({ recipientId: id, ...wish }))).rejects.toThrow()
    expect(await textsOf(id)).toEqual([])
  })

  it('is not told otherwise later', async () => {
    await post(noticeOf({ text: '原文' }))
    await expect(world.sql`update notices set text = '改过'`).rejects.toThrow('is refused')
    await expect(world.sql`delete from notices`).rejects.toThrow('is refused')
  })
})
