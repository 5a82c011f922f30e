import type { Id } from '../../../kernel/ids.ts'
import type { DeskFigures, FigureGroup } from '../model/figures.ts'

const nothing: Omit<DeskFigures, 'communityId'> = {
  ...{ open: 0, late: 0, paused: 0, messages: 0 },
  ...{ registered: 0, answered: 0 },
  ...{ quick: 0, quickAnswered: 0, replies: 0, repliesKept: 0 },
}

/** Counts add up; shares are made of the sums, never averaged. `id`: whose line it is. */
export function sumFigures(id: Id, parts: readonly DeskFigures[]): DeskFigures {
  return parts.reduce<DeskFigures>(
    (sum, part) => ({
      communityId: id,
      open: sum.open + part.open,
      late: sum.late + part.late,
      paused: sum.paused + part.paused,
      messages: sum.messages + part.messages,
      registered: sum.registered + part.registered,
      answered: sum.answered + part.answered,
      quick: sum.quick + part.quick,
      quickAnswered: sum.quickAnswered + part.quickAnswered,
      replies: sum.replies + part.replies,
      repliesKept: sum.repliesKept + part.repliesKept,
    }),
    { communityId: id, ...nothing },
  )
}

/** Under the node that `parentOf` names; desks at which nothing is or was are left out. */
export function groupFigures(
  desks: readonly DeskFigures[],
  parentOf: (communityId: Id) => Id,
): readonly FigureGroup[] {
  const groups = new Map<Id, DeskFigures[]>()
  for (const desk of desks) {
    if (desk.open + desk.registered + desk.messages === 0) continue
    const nodeId = parentOf(desk.communityId)
    groups.set(nodeId, [...(groups.get(nodeId) ?? []), desk])
  }
  return [...groups].map(([nodeId, parts]) => ({ nodeId, parts, sum: sumFigures(nodeId, parts) }))
}
