import type { Tx } from '../../db/client.ts'
import type { Instant } from '../../kernel/clock.ts'
import type { NewNotice } from './model/notices.ts'
import { insertNotices } from './store/notices.ts'

export type { NewNotice } from './model/notices.ts'

/**
 * Writes down what people are to be told, in the caller's transaction: an act that is rolled back
 * tells nobody. Of notices whose (recipientId, onceKey) is there already nothing is written. To one
 * recipient they go out in the order in which they were posted.
 */
export async function postNotices(
  tx: Tx,
  now: Instant,
  notices: readonly NewNotice[],
): Promise<void> {
  await insertNotices(tx, now, byRecipient(notices))
}

/** Two transactions that tell the same people the same never wait for each other in a circle. */
function byRecipient(notices: readonly NewNotice[]): readonly NewNotice[] {
  return notices.toSorted((one, other) =>
    one.recipientId < other.recipientId ? -1 : one.recipientId > other.recipientId ? 1 : 0,
  )
}
