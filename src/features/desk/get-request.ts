import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { deskErrors } from './errors.ts'
import { factsOf } from './judge-promise.ts'
import type { PromiseView, Tries, Visit } from './model/requests.ts'
import { promiseOf } from './rules/promise.ts'
import { countAhead } from './rules/queue.ts'
import { countTries } from './rules/unreachable.ts'
import { stationAt } from './register-request.ts'
import { showHelpers, type ShownHelper } from './show-helpers.ts'
import { selectListed, selectWaiting, type ListedRequest } from './store/queue.ts'
import { selectDiary, type DiaryEntry } from './store/requests.ts'
import { selectVisitsOf } from './store/visits.ts'

export type RequestDetail = {
  readonly request: ListedRequest
  /** Newest first. */
  readonly visits: readonly Visit[]
  readonly diary: readonly DiaryEntry[]
  readonly helpers: ReadonlyMap<Id, ShownHelper>
  /** Tries in vain to reach the asker, which `unreachable` needs as an answer. */
  readonly unreached: Tries
  /** How `promisedBy` was counted; null for the kinds for which nobody comes. */
  readonly promise: PromiseView | null
  /** 前面还有 N 件; null when nobody has to come any more. */
  readonly aheadCount: number | null
}

/** One case with its visits, its diary and its place. @throws `desk.request-not-found` */
export async function getRequest(ctx: Ctx, communityId: Id, id: Id): Promise<RequestDetail> {
  return inRead(ctx, async (tx) => {
    const request = await selectListed(tx, communityId, id)
    if (!request) throw new DomainError(deskErrors['request-not-found'])
    const visits = await selectVisitsOf(tx, communityId, id)
    const waiting = await selectWaiting(tx, communityId)
    const place = waiting.find((one) => one.id === id)
    const facts = await factsOf(tx, request)
    const helpers = await showHelpers(tx, visits)
    const diary = await selectDiary(tx, { communityId, id })
    return {
      request,
      visits,
      helpers,
      diary,
      unreached: countTries(diary),
      promise: facts && promiseOf(facts, await stationAt(ctx, request.registeredAt)),
      aheadCount: place ? countAhead(place, waiting) : null,
    }
  })
}
