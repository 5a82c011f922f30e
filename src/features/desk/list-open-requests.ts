import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import { pageOf, type Page } from '../../kernel/paging.ts'
import type { Visit } from './model/requests.ts'
import { selectDesksOf, selectOpen, selectOwn, type ListedRequest } from './store/queue.ts'
import { showHelpers, type ShownHelper } from './show-helpers.ts'
import type { DiaryEntry } from './store/requests.ts'
import { selectVisitsOfHelper } from './store/visits.ts'

export type { DiaryEntry, ListedRequest }

/** The desk's board: everything open but complaints of the reader, in the order of the queue. */
export function listOpenRequests(
  ctx: Ctx,
  communityId: Id,
  readerId: Id | null,
): Promise<readonly ListedRequest[]> {
  return inRead(ctx, (tx) => selectOpen(tx, communityId, readerId, 200))
}

/** What somebody asked for at a desk, newest first. */
export async function listOwnRequests(
  ctx: Ctx,
  input: {
    readonly communityId: Id
    readonly personId: Id
    readonly limit: number
    readonly beforeId: Id | null
  },
): Promise<Page<ListedRequest>> {
  const { limit, beforeId } = input
  const rows = await inRead(ctx, (tx) =>
    selectOwn(tx, input.communityId, input.personId, { limit: limit + 1, beforeId }),
  )
  return pageOf(rows, limit, ({ id }) => [id])
}

/** The desks at which somebody asked: where to look for their own. */
export function listDesksOf(ctx: Ctx, personId: Id): Promise<readonly Id[]> {
  return inRead(ctx, (tx) => selectDesksOf(tx, personId))
}

/** 需优先 and nothing more: whose, and why, is not for a volunteer. */
export type OpenTask = {
  readonly requestId: Id
  readonly communityId: Id
  readonly offeringName: string | null
  readonly content: string
  readonly promisedBy: string | null
  readonly priority: boolean
}

/** What a volunteer may take at a desk, in the order of the queue. */
export async function listOpenTasks(ctx: Ctx, communityId: Id): Promise<readonly OpenTask[]> {
  return inRead(ctx, async (tx) => {
    const open = await selectOpen(tx, communityId, null, 100)
    return open
      .filter((one) => one.promisedBy !== null && !one.scheduled && !one.served)
      .map((one) => ({
        requestId: one.id,
        communityId,
        offeringName: one.offeringName,
        content: one.content,
        promisedBy: one.promisedBy,
        priority: one.safetyNow || one.inNeed || one.usesSavings,
      }))
  })
}

export type OwnVisits = {
  readonly visits: readonly Visit[]
  readonly helpers: ReadonlyMap<Id, ShownHelper>
}

/** The visits that a volunteer has taken at a desk, newest first, and with whom. */
export function listOwnVisits(ctx: Ctx, communityId: Id, personId: Id): Promise<OwnVisits> {
  return inRead(ctx, async (tx) => {
    const visits = await selectVisitsOfHelper(tx, communityId, personId, 50)
    return { visits, helpers: await showHelpers(tx, visits) }
  })
}
