import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from '../person/errors.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import type { Activity } from './model/activities.ts'
import { decideActivity } from './rules/activities.ts'
import { insertActivity } from './store/activities.ts'

export type CreateActivity = Pick<
  Activity,
  'name' | 'place' | 'startsAt' | 'endsAt' | 'communityBuilding'
>

/**
 * Creates an activity of the scope's community, ahead or after the fact. By a coordinator there.
 * @throws `person.role-missing`, `duty.activity-time`
 */
export const createActivity = writeUseCase<CreateActivity, { readonly activityId: Id }, unknown>({
  useCase: 'duty.create-activity',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    await requireRoleInTx(batch, command, ['coordinator'], communityId)
    const createdById = command.actor.personId
    if (createdById === null) throw new DomainError(personErrors['role-missing'])
    accept(decideActivity(command.input))
    const id = newId()
    await insertActivity(batch.ctx.tx, {
      ...command.input,
      ...{ communityId, id, createdById, createdAt: batch.now, cancelledAt: null },
    })
    await recordAct(batch, command, { act: 'duty.create-activity', subjects: [id] })
    return { activityId: id }
  }),
})
