import type { Id } from '../../../kernel/ids.ts'
import type { ClockStage } from '../model/clocks.ts'

/** Who coordinates the community, its subdistrict, the district. */
export type Desk = {
  readonly here: readonly Id[]
  readonly subdistrict: readonly Id[]
  readonly district: readonly Id[]
}

export type InCharge = {
  readonly firstTakerId: Id | null
  /** Who answers at the desk today: A角, or B角 while A is away. */
  readonly actingId: Id | null
  /** A complaint goes past whom it is about. */
  readonly complainedOfId: Id | null
}

/**
 * A warning goes to the first taker, or to whoever is on duty, a breach to everybody at the desk, an escalation to the
 * subdistrict; where nobody is left on a level, to the next one up. Never to whom the case complains of.
 */
export function whoIsTold(
  stage: Exclude<ClockStage, 'running'>,
  { firstTakerId, actingId, complainedOfId }: InCharge,
  desk: Desk = { here: [], subdistrict: [], district: [] },
): readonly Id[] {
  const levels: readonly (readonly Id[])[] = [
    [firstTakerId ?? actingId].filter((id) => id !== null),
    firstTakerId === null || desk.here.includes(firstTakerId)
      ? desk.here
      : [...desk.here, firstTakerId],
    desk.subdistrict,
    desk.district,
  ]
  const from = { warned: 0, breached: 1, escalated: 2 }[stage]
  for (const level of levels.slice(from)) {
    const told = level.filter((id) => id !== complainedOfId)
    if (told.length > 0) return told
  }
  return []
}
