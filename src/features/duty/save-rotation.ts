import { oneByOne, writeUseCase } from '../../db/commands.ts'
import type { CivilDate } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { postNotices } from '../notice/post-notices.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { dutyErrors } from './errors.ts'
import { lockOpenDuty } from './lock-open-duty.ts'
import { rotationText } from './messages/rosters.ts'
import type { RosterDay } from './model/rosters.ts'
import { planRotation, type RotationWish } from './plan-rotation.ts'
import { putRosterDays } from './store/rosters.ts'

export type SaveRotation = RotationWish & { readonly dutyId: Id; readonly digest: string }

/**
 * Writes the rotation that a preview showed, over what stands on those days, and tells everybody
 * their days. By a coordinator. Where somebody took leave or the roster changed since the preview,
 * nothing is written.
 * @throws `person.role-missing`, `duty.duty-not-found`, `duty.duty-retired`,
 *   `duty.rotation-changed`, and as `previewRotation`
 */
export const saveRotation = writeUseCase<SaveRotation, { readonly days: number }, unknown>({
  useCase: 'duty.save-rotation',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    const { dutyId, digest } = command.input
    const { tx } = batch.ctx
    await requireRoleInTx(batch, command, ['coordinator'], communityId)
    const duty = await lockOpenDuty(tx, communityId, dutyId)
    const plan = await planRotation(batch.ctx, tx, batch.now, duty, command.input)
    if (plan.digest !== digest) throw new DomainError(dutyErrors['rotation-changed'])
    const how = { kind: 'generated', changedById: command.actor.personId } as const
    await putRosterDays(
      tx,
      { communityId, dutyId },
      plan.days.map((day) => ({ ...day, ...how, changedAt: batch.now })),
    )
    await postNotices(
      tx,
      batch.now,
      [...turnsOf(plan.days)].map(([recipientId, days]) => ({
        ...{ recipientId, communityId, kind: 'duty.rotation' },
        ...{ text: rotationText(duty.name, days), link: '/me/rosters' },
        onceKey: `rotation:${command.id}`,
      })),
    )
    await recordAct(batch, command, {
      act: 'duty.save-rotation',
      subjects: [dutyId, command.input.fromOn, command.input.untilOn],
    })
    return { days: plan.days.length }
  }),
})

function turnsOf(days: readonly RosterDay[]): ReadonlyMap<Id, readonly CivilDate[]> {
  const turns = new Map<Id, CivilDate[]>()
  for (const { dutyOn, aId } of days) {
    if (aId !== null) turns.set(aId, [...(turns.get(aId) ?? []), dutyOn])
  }
  return turns
}
