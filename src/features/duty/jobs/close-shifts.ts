import { hashRequest } from '../../../db/commands.ts'
import { inRead, type Ctx } from '../../../db/transaction.ts'
import { civilDateOf, plusMinutes, systemNow } from '../../../kernel/clock.ts'
import { isRefusal } from '../../../kernel/errors.ts'
import { loadPolicies } from '../../policy/load-policies.ts'
import { policyAt } from '../../policy/rules.ts'
import { fileAttendance } from '../file-attendance.ts'
import { selectToClose } from '../store/shifts.ts'

const SHIFTS_AT_ONCE = 50

/**
 * Closes shifts whose time for checking out has passed: who forgot to is closed at the planned end,
 * and the attendance becomes records. Safe in several processes: the shift itself is the key.
 * Returns how many were closed.
 */
export async function closeShifts(ctx: Ctx): Promise<number> {
  const now = ctx.fixedNow?.() ?? systemNow()
  const policy = policyAt(await loadPolicies(ctx), 'shifts', civilDateOf(now))
  const before = plusMinutes(now, -policy.checkOutGraceMinutes)
  const due = await inRead(ctx, (tx) => selectToClose(tx, before, SHIFTS_AT_ONCE))
  let closed = 0
  for (const { communityId, id } of due) {
    const input = { shiftId: id, outcome: null }
    const [outcome] = await fileAttendance.run(ctx, [
      {
        scope: communityId,
        actor: { kind: 'system', personId: null, name: 'closeShifts' },
        // one try an hour: a refusal is an outcome too, and is kept under its key
        key: `close-shift-${id}-${now.slice(0, 13)}`,
        requestHash: hashRequest(fileAttendance.useCase, input),
        input,
      },
    ])
    if (outcome && !outcome.replayed && !isRefusal(outcome.result)) closed += 1
  }
  return closed
}
