import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { dutyErrors } from './errors.ts'
import { decideBack, fromToday } from './rules/rosters.ts'
import { lockLeave, shortenLeave } from './store/leaves.ts'
import { tellCover } from './tell-cover.ts'

export type WithdrawLeave = { readonly leaveId: Id }

/**
 * Somebody is not away after all, or back early: from today on A acts again, the days before stay
 * as they were. By themselves or a coordinator there.
 * @throws `person.role-missing`, `duty.leave-not-found`, `duty.leave-withdrawn`, `duty.leave-past`
 */
export const withdrawLeave = writeUseCase<WithdrawLeave, WithdrawLeave, unknown>({
  useCase: 'duty.withdraw-leave',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    const { leaveId } = command.input
    const leave = await lockLeave(batch.ctx.tx, communityId, leaveId)
    if (leave?.personId !== command.actor.personId) {
      await requireRoleInTx(batch, command, ['coordinator'], communityId)
    }
    if (!leave) throw new DomainError(dutyErrors['leave-not-found'])
    const today = civilDateOf(batch.now)
    const rest = accept(decideBack(leave, today))
    await shortenLeave(batch.ctx.tx, leave, rest, batch.now)
    await tellCover(batch, leave, fromToday(leave, today), 'back')
    await recordAct(batch, command, {
      act: 'duty.withdraw-leave',
      subjects: [leaveId, leave.personId],
    })
    return { leaveId }
  }),
})
