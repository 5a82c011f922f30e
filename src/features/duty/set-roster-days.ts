import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { accept } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { lockOpenDuty } from './lock-open-duty.ts'
import type { RosterDay } from './model/rosters.ts'
import { decideRosterDays, peopleOf } from './rules/rosters.ts'
import { putRosterDays, selectServing } from './store/rosters.ts'

export type SetRosterDays = { readonly dutyId: Id; readonly days: readonly RosterDay[] }

/**
 * Puts people on days of a duty's roster by hand, or takes them off (`aId` null). All or none, from
 * today on; what stood there before stays in its history. By a coordinator.
 * @throws `person.role-missing`, `duty.duty-not-found`, `duty.duty-retired`, `duty.roster-…`
 */
export const setRosterDays = writeUseCase<SetRosterDays, { readonly days: number }, unknown>({
  useCase: 'duty.set-roster-days',
  weigh: ({ days }) => days.length,
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    const { dutyId, days } = command.input
    const { tx } = batch.ctx
    await requireRoleInTx(batch, command, ['coordinator'], communityId)
    await lockOpenDuty(tx, communityId, dutyId)
    const serving = await selectServing(tx, communityId, peopleOf(days))
    accept(decideRosterDays(days, civilDateOf(batch.now), (id) => serving.has(id)))
    const how = { kind: 'set', changedById: command.actor.personId, changedAt: batch.now } as const
    await putRosterDays(
      tx,
      { communityId, dutyId },
      days.map((day) => ({ ...day, ...how })),
    )
    await recordAct(batch, command, {
      act: 'duty.set-roster-days',
      subjects: [dutyId, ...days.map(({ dutyOn }) => dutyOn)],
    })
    return { days: days.length }
  }),
})
