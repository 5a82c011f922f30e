import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { dutyErrors } from './errors.ts'
import type { Leave } from './model/rosters.ts'
import { decideLeave, fromToday } from './rules/rosters.ts'
import { insertLeave } from './store/leaves.ts'
import { selectServing } from './store/rosters.ts'
import { tellCover } from './tell-cover.ts'

export type TakeLeave = Pick<Leave, 'personId' | 'fromOn' | 'untilOn' | 'reason'>

/**
 * Somebody is away from the rosters of the scope's community for whole days; B acts then by itself and
 * is told.
 * By themselves, or a coordinator there for somebody who rang in or did not come.
 * @throws `person.role-missing`, `duty.roster-not-serving`, `duty.leave-time`, `duty.leave-past`
 */
export const takeLeave = writeUseCase<TakeLeave, { readonly leaveId: Id }, unknown>({
  useCase: 'duty.take-leave',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    const { personId } = command.input
    const { tx } = batch.ctx
    if (command.actor.personId !== personId) {
      await requireRoleInTx(batch, command, ['coordinator'], communityId)
    }
    if (!(await selectServing(tx, communityId, [personId])).has(personId)) {
      throw new DomainError(dutyErrors['roster-not-serving'])
    }
    accept(decideLeave(command.input, civilDateOf(batch.now)))
    const leave = {
      ...{ ...command.input, communityId, id: newId(), withdrawnAt: null },
      ...{ recordedById: command.actor.personId, recordedAt: batch.now },
    }
    await insertLeave(tx, leave)
    await tellCover(batch, leave, fromToday(leave, civilDateOf(batch.now)), 'away')
    await recordAct(batch, command, { act: 'duty.take-leave', subjects: [leave.id, personId] })
    return { leaveId: leave.id }
  }),
})
