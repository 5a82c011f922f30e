import type { CivilDate } from '../../../kernel/clock.ts'
import { civilDateOf } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { ImportSummary, RowFate } from '../model.ts'
import type { JudgedRow } from './judging.ts'

export type Tally = {
  add(rows: readonly JudgedRow[]): void
  summary(nameOf: (id: Id) => string): ImportSummary
}

/** Counts what would be written: by fate, by community, from which day to which. */
export function makeTally(): Tally {
  const counts: Record<RowFate, number> = { ready: 0, known: 0, undecided: 0, skipped: 0, bad: 0 }
  const communities = new Map<Id, { rows: number; minutes: number }>()
  let firstOn: CivilDate | null = null
  let lastOn: CivilDate | null = null

  function addReady({ communityId, minutes, plan }: JudgedRow): void {
    if (communityId !== null) {
      const before = communities.get(communityId) ?? { rows: 0, minutes: 0 }
      communities.set(communityId, { rows: before.rows + 1, minutes: before.minutes + minutes })
    }
    if (plan?.kind !== 'record') return
    const day = civilDateOf(plan.row.startsAt)
    if (firstOn === null || day < firstOn) firstOn = day
    if (lastOn === null || day > lastOn) lastOn = day
  }

  return {
    add(rows) {
      for (const row of rows) {
        counts[row.fate] += 1
        if (row.fate === 'ready') addReady(row)
      }
    },
    summary: (nameOf) => ({
      counts: { ...counts },
      communities: [...communities]
        .map(([communityId, one]) => ({ communityId, communityName: nameOf(communityId), ...one }))
        .sort((left, right) => right.rows - left.rows),
      firstOn,
      lastOn,
    }),
  }
}
