import { minutes, ZERO, type Minutes } from '../../../kernel/minutes.ts'
import type { InstructionKind } from '../model.ts'

/**
 * What goes to the commons of new savings: all, or half of each accrual with the odd minute kept;
 * never more than is available.
 */
export function minutesToGive(
  kind: InstructionKind,
  accruals: readonly Minutes[],
  availableMinutes: Minutes,
): Minutes {
  if (kind === 'keep') return ZERO
  const parts = accruals.map((one) => (kind === 'giveAll' ? one : Math.floor(one / 2)))
  const wanted = parts.reduce((sum, one) => sum + one, 0)
  return minutes(Math.max(0, Math.min(wanted, availableMinutes)))
}
