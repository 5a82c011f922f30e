import { inTransaction } from '../../src/db/transaction.ts'
import {
  openSession,
  type Channel,
  type OpenedSession,
} from '../../src/features/person/open-session.ts'
import { lookupHash } from '../../src/kernel/seal.ts'
import type { TestPerson, World } from './world.ts'

/** A new session of a person, as signing in opens it. */
export function openTestSession(
  world: World,
  person: TestPerson,
  channel: Channel,
): Promise<OpenedSession> {
  const phone = '13900000000'
  const phoneHash = lookupHash(world.ctx.sealKeys, phone)
  return inTransaction(world.ctx, (tx) =>
    openSession({ ctx: { ...world.ctx, tx }, tx, now: world.now() }, person.id, {
      ...{ channel, phone, phoneHash },
    }),
  )
}
