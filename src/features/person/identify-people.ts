import type { Queryable } from '../../db/client.ts'
import type { CivilDate } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { lookupHash, type SealKeys } from '../../kernel/seal.ts'
import { selectIdentified } from './store/identities.ts'

/** Whom a line of a file means: by card or certificate number, else by name and phone. */
export type PersonAsk = {
  readonly cardNumber: string | null
  readonly name: string | null
  readonly phone: string | null
  /** A replaced card counts for what happened while it was valid. */
  readonly on: CivilDate | null
}

export type Identified = {
  readonly personId: Id
  readonly name: string
  readonly booksCommunityId: Id
}

/** Those who are meant by each, anywhere in the district and still here; in the order asked. */
export async function identifyPeople(
  tx: Queryable,
  keys: SealKeys,
  asks: readonly PersonAsk[],
): Promise<readonly (readonly Identified[])[]> {
  const rows = await selectIdentified(
    tx,
    asks.map(({ phone, ...ask }) => ({
      ...ask,
      phoneHash: phone === null ? null : lookupHash(keys, phone),
    })),
  )
  const found: Identified[][] = asks.map(() => [])
  for (const { n, ...person } of rows) found[n]?.push(person)
  return found
}
