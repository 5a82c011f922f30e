import type { Ctx } from '../../db/transaction.ts'
import type { Page } from '../../kernel/paging.ts'
import type { ListedTraining } from './model/preparations.ts'
import { pageNewest, type ListNewest } from './page-newest.ts'
import { selectTrainings } from './store/preparations.ts'

/** A community's trainings, the newest first. @throws `duty.cursor-malformed` */
export function listTrainings(ctx: Ctx, input: ListNewest): Promise<Page<ListedTraining>> {
  return pageNewest(ctx, input, selectTrainings)
}
