import type { Queryable } from '../../db/client.ts'
import type { Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import { unseal } from '../../kernel/seal.ts'
import { selectPhones } from './store/lookups.ts'

/** The phones of those of `ids` who have one and have not left, by id; digits only. */
export async function findPhones(
  { sealKeys }: Pick<Ctx, 'sealKeys'>,
  tx: Queryable,
  ids: readonly Id[],
): Promise<ReadonlyMap<Id, string>> {
  const rows = await selectPhones(tx, ids)
  return new Map(
    rows.flatMap(({ id, phoneSealed }) => {
      const phone = unseal(sealKeys, phoneSealed, `persons:phone_sealed:${id}`)
      return phone === undefined ? [] : [[id, phone] as const]
    }),
  )
}
