import type { CivilDate } from '../../../kernel/clock.ts'
import { refuse, type Refusal } from '../../../kernel/errors.ts'
import { careErrors } from '../errors.ts'
import type { Fix, FixEntry, FixEntryKind, FixState } from '../model/fixes.ts'

/** What comes after what; a fix that costs nothing goes from found to fixing. */
export const fixSteps: Readonly<Record<FixState, readonly FixState[]>> = {
  found: ['raising', 'fixing'],
  raising: ['fixing'],
  fixing: ['fixed'],
  fixed: [],
}

export function decideAdvance(
  fix: Pick<Fix, 'state'>,
  wish: { readonly state: FixState; readonly afterText: string | null },
): 'accepted' | Refusal {
  if (!fixSteps[fix.state].includes(wish.state)) return refuse(careErrors['fix-state'])
  const isTold = (wish.state === 'fixed') === (wish.afterText !== null)
  return isTold ? 'accepted' : refuse(careErrors['fix-after-text'])
}

const takesEntries: Readonly<Record<FixEntryKind, readonly FixState[]>> = {
  given: ['raising', 'fixing'],
  spent: ['fixing'],
}

/** Given while it is raised or done, spent while it is done, and never more than was given. */
export function decideEntry(
  fix: Pick<Fix, 'state' | 'foundOn' | 'givenYuan' | 'spentYuan'>,
  entry: Pick<FixEntry, 'kind' | 'amountYuan' | 'enteredOn'>,
  today: CivilDate,
): 'accepted' | Refusal {
  if (!takesEntries[entry.kind].includes(fix.state)) return refuse(careErrors['fix-state'])
  if (entry.enteredOn > today || entry.enteredOn < fix.foundOn) {
    return refuse(careErrors['fix-date'])
  }
  const left = fix.givenYuan - fix.spentYuan
  return entry.kind === 'spent' && entry.amountYuan > left
    ? refuse(careErrors['fix-overspent'], { left })
    : 'accepted'
}

/** A mistake is taken back while the fix is under way, and only if what was spent stays covered. */
export function decideEntryWithdrawal(
  fix: Pick<Fix, 'state' | 'givenYuan' | 'spentYuan'>,
  entry: Pick<FixEntry, 'kind' | 'amountYuan' | 'withdrawnAt'>,
): 'accepted' | Refusal {
  if (entry.withdrawnAt !== null) return refuse(careErrors['fix-entry-withdrawn'])
  if (fix.state === 'fixed') return refuse(careErrors['fix-state'])
  const left = fix.givenYuan - fix.spentYuan
  return entry.kind === 'given' && entry.amountYuan > left
    ? refuse(careErrors['fix-overspent'], { left })
    : 'accepted'
}
