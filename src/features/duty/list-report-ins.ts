import type { Ctx } from '../../db/transaction.ts'
import type { Page } from '../../kernel/paging.ts'
import type { NamedReportIn } from './model/preparations.ts'
import { pageNewest, type ListNewest } from './page-newest.ts'
import { selectReportIns } from './store/preparations.ts'

/** A community's letters of report-in, the newest first. @throws `duty.cursor-malformed` */
export function listReportIns(ctx: Ctx, input: ListNewest): Promise<Page<NamedReportIn>> {
  return pageNewest(ctx, input, selectReportIns)
}
