import { inTransaction, type Ctx } from '../../db/transaction.ts'
import { newId } from '../../kernel/ids.ts'
import { offeringCatalogue } from './rules/offering-catalogue.ts'
import { insertMissingOfferings } from './store/offerings.ts'

/** Adds what the shipped 580 catalogue has and the database has not; a second run adds nothing. */
export function fillCatalogue(ctx: Ctx): Promise<number> {
  const rows = offeringCatalogue.map((offering) => ({ id: newId(), ...offering }))
  return inTransaction(ctx, (tx) => insertMissingOfferings(tx, rows))
}
