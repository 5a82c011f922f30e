import type { Queryable } from '../../db/client.ts'
import type { CivilDate } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { lookupHash, type SealKeys } from '../../kernel/seal.ts'
import { selectLikely, type LikelyRow } from './store/identities.ts'

/** Somebody who is about to be registered. */
export type NewcomerAsk = {
  readonly name: string
  readonly bornOn: CivilDate | null
  readonly phone: string | null
  readonly communityId: Id
  readonly cardNumber: string | null
  readonly certificateNumber: string | null
}

export type LikelyMatch = Omit<LikelyRow, 'n'>

/**
 * Who of the registered may be the newcomer, the surest first: the same card or certificate number
 * whatever the name; the same name with the same phone, or birth date, or community where neither
 * phone nor birth date tells them apart.
 */
export async function findLikelyPeople(
  tx: Queryable,
  keys: SealKeys,
  asks: readonly NewcomerAsk[],
): Promise<readonly (readonly LikelyMatch[])[]> {
  const rows = await selectLikely(
    tx,
    asks.map(({ phone, ...ask }) => ({
      ...ask,
      phoneHash: phone === null ? null : lookupHash(keys, phone),
    })),
  )
  const found: LikelyMatch[][] = asks.map(() => [])
  for (const { n, ...match } of rows) found[n]?.push(match)
  return found
}
