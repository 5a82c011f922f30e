import { inRead, type Ctx } from '../../db/transaction.ts'
import { parseCivilDate, plusDays, type CivilDate } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { careErrors } from './errors.ts'
import { countKinds } from './list-pairings.ts'
import type { ActKind, MonthlyRemark, Pairing } from './model/pairings.ts'
import { placeOfRemark } from './open-act.ts'
import { openBody } from './seal-body.ts'
import { selectActsBetween, selectPairings, selectRemarks } from './store/pairings.ts'
import { selectNames } from './store/people.ts'

/** A helper's month, from what was recorded. */
export type Assessment = {
  readonly helperId: Id
  readonly helperName: string
  /** Households paired with for at least a day of the month. */
  readonly households: number
  /** Of them those that were visited. */
  readonly visitedHouseholds: number
  readonly counts: Readonly<Record<ActKind, number>>
  /** Assistance settled, of what was begun in the month. */
  readonly finished: number
  /** What the body says; null where nothing is written yet. */
  readonly remark: string | null
}

/**
 * 结对帮扶党员干部月绩 (SE-53) of a community: counted from visits, deeds, assistance and help in kind
 * of the month, by name; only the remark is written by somebody. `month` is `2026-11`.
 * @throws `care.month-malformed`
 */
export function assessMonth(
  ctx: Ctx,
  input: { readonly communityId: Id; readonly month: string },
): Promise<readonly Assessment[]> {
  const { communityId, month } = input
  const days = daysOf(month)
  return inRead(ctx, async (tx) => {
    const pairings = (await selectPairings(tx, communityId)).filter((one) => holdsIn(one, days))
    const helperIds = [...new Set(pairings.map(({ helperId }) => helperId))]
    const acts = await selectActsBetween(tx, communityId, days)
    const remarks = await selectRemarks(tx, communityId, month)
    const names = await selectNames(tx, helperIds)
    const remarkOn = (helperId: Id) => remarks.find((one) => one.helperId === helperId)
    const lines = helperIds.map((helperId): Assessment => {
      const own = acts.filter((act) => act.doneById === helperId && act.pairingId !== null)
      const visited = own.filter(({ kind }) => kind === 'homeVisit')
      return {
        ...{ helperId, helperName: names.get(helperId) ?? '', counts: countKinds(own) },
        households: householdsOf(pairings.filter((one) => one.helperId === helperId)),
        visitedHouseholds: householdsOf(visited),
        finished: own.filter(({ finishedOn }) => finishedOn !== null).length,
        remark: openRemark(ctx, remarkOn(helperId)),
      }
    })
    return lines.sort((a, b) => a.helperName.localeCompare(b.helperName, 'zh-CN'))
  })
}

type Days = { readonly fromOn: CivilDate; readonly beforeOn: CivilDate }

function daysOf(month: string): Days {
  const fromOn = parseCivilDate(`${month}-01`)
  if (!fromOn) throw new DomainError(careErrors['month-malformed'])
  const beforeOn = `${plusDays(fromOn, 31).slice(0, 7)}-01` as CivilDate
  return { fromOn, beforeOn }
}

function holdsIn({ sinceOn, untilOn }: Pairing, { fromOn, beforeOn }: Days): boolean {
  return sinceOn < beforeOn && (untilOn === null || untilOn >= fromOn)
}

function householdsOf(rows: readonly { readonly householdId: Id }[]): number {
  return new Set(rows.map(({ householdId }) => householdId)).size
}

function openRemark({ sealKeys }: Ctx, remark: MonthlyRemark | undefined): string | null {
  if (!remark) return null
  return openBody<string>(sealKeys, placeOfRemark(remark), remark.remarkSealed) ?? null
}
