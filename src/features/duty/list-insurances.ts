import type { Ctx } from '../../db/transaction.ts'
import type { Page } from '../../kernel/paging.ts'
import type { NamedInsurance } from './model/preparations.ts'
import { pageNewest, type ListNewest } from './page-newest.ts'
import { selectInsurances } from './store/preparations.ts'

/** A community's insurances, the newest first. @throws `duty.cursor-malformed` */
export function listInsurances(ctx: Ctx, input: ListNewest): Promise<Page<NamedInsurance>> {
  return pageNewest(ctx, input, selectInsurances)
}
