import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import { findPersons } from '../person/find-persons.ts'
import { systemNow } from '../../kernel/clock.ts'
import type { Clock } from './model/clocks.ts'
import type { Deliberation, Handover, Photo, Referral, Task } from './model/casework.ts'
import { isKept } from './rules/clocks.ts'
import {
  selectDeliberations,
  selectHandovers,
  selectPhotos,
  selectReferrals,
  selectTasks,
} from './store/casework.ts'
import { selectClocks } from './store/clocks.ts'
import type { RequestKey } from './store/requests.ts'

/** `kept`: in time or not, null while it runs in time. */
export type JudgedClock = Clock & { readonly kept: boolean | null }

/** What is done on a case, each oldest first, and the names of the people in it. */
export type Casework = {
  readonly clocks: readonly JudgedClock[]
  readonly tasks: readonly Task[]
  readonly handovers: readonly Handover[]
  readonly referrals: readonly Referral[]
  readonly deliberations: readonly Deliberation[]
  readonly photos: readonly Photo[]
  readonly names: ReadonlyMap<Id, string>
}

export function getCasework(ctx: Ctx, key: RequestKey): Promise<Casework> {
  return inRead(ctx, async (tx) => {
    const [clocks, tasks, handovers, referrals, deliberations, photos] = await Promise.all([
      selectClocks(tx, key),
      selectTasks(tx, key),
      selectHandovers(tx, key),
      selectReferrals(tx, key),
      selectDeliberations(tx, key),
      selectPhotos(tx, key),
    ])
    const people = [
      ...tasks.flatMap(({ handlerId }) => (handlerId ? [handlerId] : [])),
      ...handovers.flatMap(({ fromId, toId }) => [fromId, toId]),
    ]
    const persons = await findPersons(tx, people)
    const names = new Map([...persons.values()].map(({ id, name }) => [id, name]))
    const now = ctx.fixedNow?.() ?? systemNow()
    const judged = clocks.map((clock) => ({ ...clock, kept: isKept(clock, now) }))
    return { clocks: judged, tasks, handovers, referrals, deliberations, photos, names }
  })
}
