import type { Batch } from '../../db/commands.ts'
import type { CivilDate } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { postNotices } from '../notice/post-notices.ts'
import { coverOverText, coverText } from './messages/rosters.ts'
import type { Leave } from './model/rosters.ts'
import { selectRosterDaysOf } from './store/rosters.ts'

/**
 * B hears that A is away, or back, on their common days of the period: one notice a duty. Who is B
 * and away as well is told too: nobody else knows that they would have to act.
 */
export async function tellCover(
  { ctx: { tx }, now }: Batch,
  { communityId, id, personId }: Leave,
  period: { readonly fromOn: CivilDate; readonly untilOn: CivilDate },
  what: 'away' | 'back',
): Promise<void> {
  const days = await selectRosterDaysOf(tx, { personId, communityId }, period)
  const covered = new Map<string, { bId: Id; dutyId: Id; dutyName: string; on: CivilDate[] }>()
  for (const { aId, bId, dutyId, dutyName, dutyOn } of days) {
    if (aId !== personId || bId === null) continue
    const cover = covered.get(`${bId} ${dutyId}`) ?? { bId, dutyId, dutyName, on: [] }
    cover.on.push(dutyOn)
    covered.set(`${bId} ${dutyId}`, cover)
  }
  const textOf = what === 'away' ? coverText : coverOverText
  await postNotices(
    tx,
    now,
    [...covered.values()].map(({ bId, dutyId, dutyName, on }) => ({
      ...{ recipientId: bId, communityId, kind: 'duty.cover', text: textOf(dutyName, on) },
      ...{ link: '/me/rosters', onceKey: `cover:${what}:${id}:${dutyId}` },
    })),
  )
}
