import type { Ctx } from '../../db/transaction.ts'
import { civilDateOf, systemNow } from '../../kernel/clock.ts'
import type { Page } from '../../kernel/paging.ts'
import type { NamedPromise } from './model/promises.ts'
import { pageNewest, type ListNewest } from './page-newest.ts'
import { selectPromises } from './store/promises.ts'

/** With `overdue`: only what is due since yesterday or longer and not judged. */
export type ListPromises = ListNewest & { readonly overdue: boolean }

/** A community's promises, the newest first. @throws `duty.cursor-malformed` */
export function listPromises(ctx: Ctx, input: ListPromises): Promise<Page<NamedPromise>> {
  const overdueOn = input.overdue ? civilDateOf(ctx.fixedNow?.() ?? systemNow()) : null
  return pageNewest(ctx, input, (tx, communityId, page) =>
    selectPromises(tx, communityId, { ...page, overdueOn }),
  )
}
