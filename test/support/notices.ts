import { inTransaction } from '../../src/db/transaction.ts'
import { postNotices, type NewNotice } from '../../src/features/notice/post-notices.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import type { World } from './world.ts'

export function noticeTo(recipientId: Id, wish: Partial<NewNotice> = {}): NewNotice {
  return {
    ...{ recipientId, communityId: null, kind: 'duty.shift-reminder', text: '明天上午值班' },
    ...{ link: '/activities', onceKey: newId(), ...wish },
  }
}

export function post(world: World, ...notices: NewNotice[]): Promise<void> {
  return inTransaction(world.ctx, (tx) => postNotices(tx, world.now(), notices))
}
