import { instantAt } from '../../src/kernel/clock.ts'
import {
  approveRecords,
  openedToken,
  type ApproveRecords,
} from '../../src/features/service/approve-records.ts'
import { coordinators, type StaffKey } from './cast.ts'
import type { Days } from './days.ts'
import { communities, type CommunityKey } from './tree.ts'
import {
  perform,
  playerOf,
  type Act,
  type Moment,
  type Stage,
  type WaitingRecord,
} from './stage.ts'

/** Every second working day somebody empties the inbox; the last round was three days ago. */
export function rounds(days: Days): Moment[] {
  const moments: Moment[] = []
  for (let back = 3; ; back += 2) {
    const day = days.workdayBefore(back)
    if (day < (days.served[0] ?? day)) return moments
    moments.push({ at: instantAt(day, '09:30'), play: (stage, at) => empty(stage, at, day, back) })
  }
}

async function empty(
  stage: Stage,
  at: Parameters<Moment['play']>[1],
  day: string,
  back: number,
): Promise<void> {
  const waiting = stage.waiting.splice(0)
  const acts = communities.flatMap(([where]) =>
    coordinators[where].flatMap((approver) => {
      const turn = coordinators[where][(back >> 1) % 2 === 0 ? 0 : 1]
      const mine = waiting.filter(
        ({ servedAt, enteredBy }) =>
          servedAt === where && approver === approverOf(where, enteredBy, turn),
      )
      return mine.length === 0 ? [] : [approvalAct(stage, where, approver, day, mine)]
    }),
  )
  for (const outcome of (await perform(stage, at, approveRecords, acts)).flat()) {
    if (!outcome.approved) throw new Error(`not approved: ${outcome.refusal.code}`)
  }
}

/** Whose turn it is; the other one for what they entered themselves. */
function approverOf(where: CommunityKey, enteredBy: string, turn: StaffKey): StaffKey {
  const [first, second] = coordinators[where]
  if (enteredBy !== turn) return turn
  return turn === first ? second : first
}

function approvalAct(
  stage: Stage,
  where: CommunityKey,
  approver: StaffKey,
  day: string,
  records: readonly WaitingRecord[],
): Act<ApproveRecords> {
  const { id: readerId } = playerOf(stage, approver)
  return {
    ...{ key: `round-${where}-${approver}-${day}`, by: approver, at: where },
    input: {
      records: records.map(({ communityId, id }) => ({ communityId, id })),
      opened: records.map(({ id }) => openedToken(stage.ctx.sealKeys, readerId, id)),
    },
  }
}
