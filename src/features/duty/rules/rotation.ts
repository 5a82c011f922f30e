import type { CivilDate } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { RosterDay } from '../model/rosters.ts'

export type Rotation = {
  /** In the order in which they take turns, each once. */
  readonly people: readonly Id[]
  readonly days: readonly CivilDate[]
  readonly isWorkday: (day: CivilDate) => boolean
  readonly isAway: (personId: Id, day: CivilDate) => boolean
}

/** What is due to somebody of the days so far, and what they had of it. */
type Turn = { share: number; had: number }

/**
 * 轮流值班 (SE-75): who has waited longest for a turn is A, the next in line is B. Days of rest are
 * shared out first and by themselves, so that neither they nor the whole falls on some more than on
 * others: among those who are never away both differ by one at most. Who is away is owed nothing for
 * those days. Days on which nobody can are left out.
 */
export function rotate(rotation: Rotation): readonly RosterDay[] {
  const { people, days, isWorkday } = rotation
  const turns = new Map<Id, Turn>(people.map((id) => [id, { share: 0, had: 0 }]))
  const rest = days.filter((day) => !isWorkday(day))
  const work = days.filter((day) => isWorkday(day))
  const taken = new Map([...assign(rotation, rest, turns), ...assign(rotation, work, turns)])
  return days.flatMap((dutyOn) => {
    const aId = taken.get(dutyOn)
    return aId === undefined ? [] : [{ dutyOn, aId, bId: nextAfter(rotation, aId, dutyOn) }]
  })
}

function assign(
  { people, isAway }: Rotation,
  days: readonly CivilDate[],
  turns: ReadonlyMap<Id, Turn>,
): readonly (readonly [CivilDate, Id])[] {
  let last: Id | undefined
  return days.flatMap((day) => {
    const there = inLine(people, last).filter((id) => !isAway(id, day))
    for (const id of there) turnOf(turns, id).share += 1 / there.length
    const [chosen] = there.toSorted((one, other) => owed(turns, other) - owed(turns, one))
    if (chosen === undefined) return []
    turnOf(turns, chosen).had += 1
    last = chosen
    return [[day, chosen] as const]
  })
}

/** Whole millionths: shares are sums of fractions, and equals must be equal. */
function owed(turns: ReadonlyMap<Id, Turn>, id: Id): number {
  const { share, had } = turnOf(turns, id)
  return Math.round((share - had) * 1_000_000)
}

function turnOf(turns: ReadonlyMap<Id, Turn>, id: Id): Turn {
  const turn = turns.get(id)
  if (!turn) throw new Error('a turn of nobody')
  return turn
}

/** The people from the one after `last` on, round to `last`. */
function inLine(people: readonly Id[], last: Id | undefined): readonly Id[] {
  const start = last === undefined ? 0 : people.indexOf(last) + 1
  return [...people.slice(start), ...people.slice(0, start)]
}

function nextAfter({ people, isAway }: Rotation, aId: Id, day: CivilDate): Id | null {
  return inLine(people, aId).find((id) => id !== aId && !isAway(id, day)) ?? null
}
