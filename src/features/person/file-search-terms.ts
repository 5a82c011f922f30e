import type { Tx } from '../../db/client.ts'
import type { Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import { nameTerms } from '../../kernel/name-search.ts'
import { lookupByte } from '../../kernel/seal.ts'
import { upsertSearchTerms, type SearchTermsRow } from './store/search-terms.ts'

export type Findable = {
  readonly id: Id
  readonly name: string
  /** Normalised. */
  readonly phone: string | null
}

/** By what each of them is found from now on; anew whenever a name or phone has changed. */
export async function fileSearchTerms(
  { sealKeys, tx }: Pick<Ctx, 'sealKeys'> & { readonly tx: Tx },
  people: readonly Findable[],
): Promise<void> {
  const rows: SearchTermsRow[] = []
  for (const { id, name, phone } of people) {
    const phoneDrawer = phone === null ? null : phoneDrawerOf(sealKeys, phone)
    rows.push({ personId: id, ...(await nameTerms(name)), phoneDrawer })
  }
  await upsertSearchTerms(tx, rows)
}

/**
 * Where the phones with these last four digits lie, among some others. A whole hash of four digits
 * would tell who shares them to anybody who reads the table; a byte of it tells nearly nothing.
 */
export function phoneDrawerOf(sealKeys: Ctx['sealKeys'], digits: string): number {
  return lookupByte(sealKeys, `phone-end:${digits.slice(-4)}`)
}
