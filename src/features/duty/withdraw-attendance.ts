import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { accept } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import type { Attendance } from './model/activities.ts'
import { decideWithdrawal } from './rules/activities.ts'
import { lockAttendance, markWithdrawn } from './store/activities.ts'

export type WithdrawAttendance = Pick<Attendance, 'activityId' | 'personId'> & {
  readonly reason: string
}

/**
 * Takes a confirmed attendance back, with a reason: it then counts for nothing. By a coordinator.
 * @throws `person.role-missing`, `duty.attendance-not-found`, `duty.attendance-withdrawn`
 */
export const withdrawAttendance = writeUseCase<
  WithdrawAttendance,
  { readonly personId: Id },
  unknown
>({
  useCase: 'duty.withdraw-attendance',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    const { activityId, personId, reason } = command.input
    await requireRoleInTx(batch, command, ['coordinator'], communityId)
    const attendance = await lockAttendance(batch.ctx.tx, communityId, activityId, personId)
    accept(decideWithdrawal(attendance))
    await markWithdrawn(batch.ctx.tx, { communityId, activityId, personId }, batch.now, reason)
    await recordAct(batch, command, {
      act: 'duty.withdraw-attendance',
      subjects: [activityId, personId],
      reason,
    })
    return { personId }
  }),
})
