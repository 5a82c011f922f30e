import type { Instant } from '../../../kernel/clock.ts'
import type { RequestKind } from '../../desk/model/requests.ts'
import type { CountedRequest, DeskMonth } from '../model.ts'

/** 五分钟限时答复 is for these two alone (SE-70). */
const quickKinds: readonly RequestKind[] = ['consultation', 'appointment']

/**
 * `answerBy`: when five minutes of an open station are over. A promise is waited for until it has
 * passed or somebody was there; what was cancelled before anybody came was not broken.
 */
export function countDesk(
  requests: readonly CountedRequest[],
  now: Instant,
  answerBy: (registeredAt: Instant) => Instant,
): readonly DeskMonth[] {
  const months = new Map<string, DeskMonth>()
  for (const one of requests) {
    const key = `${one.communityId} ${one.month}`
    const known = months.get(key) ?? { ...nothing, communityId: one.communityId, month: one.month }
    const quick = quickKinds.includes(one.kind) && !(cancelled(one) && one.respondedAt === null)
    const quickAnswered =
      quick && one.respondedAt !== null && one.respondedAt <= answerBy(one.registeredAt)
    const promised = one.promisedBy !== null && !(cancelled(one) && one.servedInTime === null)
    const waiting = promised && one.servedInTime === null && (one.promisedBy ?? now) > now
    months.set(key, {
      ...known,
      registered: known.registered + 1,
      quick: known.quick + Number(quick),
      quickAnswered: known.quickAnswered + Number(quickAnswered),
      promised: known.promised + Number(promised),
      promiseKept: known.promiseKept + Number(promised && one.servedInTime === true),
      promiseWaiting: known.promiseWaiting + Number(waiting),
    })
  }
  return [...months.values()]
}

function cancelled({ state }: CountedRequest): boolean {
  return state === 'cancelled'
}

const nothing = {
  registered: 0,
  quick: 0,
  quickAnswered: 0,
  promised: 0,
  promiseKept: 0,
  promiseWaiting: 0,
}
