import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import type { FreshCommand } from '../../db/command.ts'
import { civilDateOf, type Instant } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { findPersons } from '../person/find-persons.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import { dutyErrors } from './errors.ts'
import type { Shift } from './model/shifts.ts'
import type { CheckIn, PresenceProof } from './model/sign-ups.ts'
import { proofIn } from './redeem-station-code.ts'
import { requireFitVolunteer } from './require-fit-volunteer.ts'
import { decideCheckIn } from './rules/sign-ups.ts'
import { placeVolunteer } from './sign-up.ts'
import { insertCheckIn, lockCheckIn, lockOpenCheckIn, markCheckedOut } from './store/check-ins.ts'
import { lockShift } from './store/shifts.ts'

export type Presence = {
  /** Null: without a shift; it counts nothing until a coordinator confirms it. */
  readonly shiftId: Id | null
  /** Null: oneself, by the station's code; else a coordinator marks somebody without a phone. */
  readonly personId: Id | null
  /** The code scanned, its six digits, or the pass that came of one. */
  readonly proof: string | null
}

export type PresenceOutcome = Pick<
  CheckIn,
  'id' | 'shiftId' | 'personId' | 'checkedInAt' | 'checkedOutAt'
>

/**
 * Somebody is there. Scanning again changes nothing and gives the same answer. Who has not signed up
 * takes a free place by coming; at an activity that builds the community a coordinator may mark
 * anybody whose name is known. One place at a time: a shift that is over and was left without
 * checking out is closed at its end, another one that goes on refuses.
 * @throws `duty.code-missing`, `duty.code-wrong`, `duty.code-expired`, `duty.own-mark`,
 *   `duty.shift-not-found`, `duty.shift-cancelled`, `duty.shift-full`, `duty.check-in-early`,
 *   `duty.check-in-late`, `duty.presence-open`, `person.role-missing`, and as `signUp`
 */
export const checkIn = writeUseCase<Presence, PresenceOutcome, unknown>({
  useCase: 'duty.check-in',
  work: oneByOne(async (batch, command) => {
    const { tx } = batch.ctx
    const { shiftId } = command.input
    const mark = await markOf(batch, command)
    const shift = shiftId === null ? null : await openedShift(batch, command.scope, shiftId)
    const known = await lockCheckIn(tx, command.scope, shiftId, mark.personId)
    if (known) return outcomeOf(known)
    if (shift) await admit(batch, shift, mark)
    else if (mark.how === 'coordinator') throw new DomainError(dutyErrors['shift-not-found'])
    await leaveOther(batch, mark.personId)
    const fresh: CheckIn = {
      ...{ communityId: command.scope, id: newId(), shiftId, personId: mark.personId },
      ...{ checkedInAt: mark.at, checkedInHow: mark.how, checkedInById: mark.byId },
      ...{ checkedOutAt: null, checkedOutHow: null, checkedOutById: null },
      ...{ recordCommunityId: null, recordId: null, refusalCode: null },
    }
    await insertCheckIn(tx, fresh)
    const subjects = [fresh.id, mark.personId, ...(shiftId === null ? [] : [shiftId])]
    await recordAct(batch, command, { act: 'duty.check-in', subjects })
    return outcomeOf(fresh)
  }),
})

export type Mark = {
  readonly personId: Id
  readonly byId: Id
  readonly how: PresenceProof
  readonly at: Instant
}

/** Who says that somebody is there, by what, and when. @throws as `checkIn` */
export async function markOf(batch: Batch, command: FreshCommand<Presence>): Promise<Mark> {
  const { scope, actor, input } = command
  const byId = actor.personId
  if (byId === null) throw new DomainError(dutyErrors['not-yours'])
  if (input.personId !== null) {
    if (input.personId === byId) throw new DomainError(dutyErrors['own-mark'])
    await requireRoleInTx(batch, command, ['coordinator'], scope)
    return { personId: input.personId, byId, how: 'coordinator', at: batch.now }
  }
  if (input.proof === null) throw new DomainError(dutyErrors['code-missing'])
  const proof = { communityId: scope, text: input.proof }
  return { personId: byId, byId, ...(await proofIn(batch.ctx, proof, batch.now)) }
}

/** Whoever checks in or out of a shift follows one another. @throws `duty.shift-not-found` */
export async function openedShift(batch: Batch, communityId: Id, id: Id): Promise<Shift> {
  const shift = await lockShift(batch.ctx.tx, { communityId, id })
  if (!shift) throw new DomainError(dutyErrors['shift-not-found'])
  return shift
}

export async function windowAt({ ctx, now }: Batch) {
  return policyAt(await loadPolicies(ctx), 'shifts', civilDateOf(now))
}

async function admit(batch: Batch, shift: Shift, mark: Mark): Promise<void> {
  accept(decideCheckIn(shift, await windowAt(batch), mark.at))
  if (mark.how === 'coordinator') {
    if (!shift.communityBuilding) await requireFitVolunteer(batch, shift, mark.personId)
    const persons = await findPersons(batch.ctx.tx, [mark.personId])
    if (!persons.has(mark.personId)) throw new DomainError(dutyErrors['person-not-found'])
    return
  }
  const state = await placeVolunteer(batch, shift, mark.personId, mark.byId)
  if (state !== 'signedUp') throw new DomainError(dutyErrors['shift-full'])
}

/**
 * Ends what was left without checking out: a shift at its planned end; without a shift nobody knows
 * when, so the day counts nothing. @throws `duty.presence-open`
 */
async function leaveOther(batch: Batch, personId: Id): Promise<void> {
  const { tx } = batch.ctx
  const open = await lockOpenCheckIn(tx, personId)
  if (!open) return
  const { communityId, shiftId } = open
  const shift = shiftId === null ? undefined : await lockShift(tx, { communityId, id: shiftId })
  const isOfToday = civilDateOf(open.checkedInAt) === civilDateOf(batch.now)
  if (shift ? shift.endsAt > batch.now : isOfToday) {
    throw new DomainError(dutyErrors['presence-open'])
  }
  await markCheckedOut(tx, open, {
    ...{ checkedOutAt: shift?.endsAt ?? open.checkedInAt, checkedOutById: null },
    checkedOutHow: 'forgotten',
  })
}

export function outcomeOf(one: CheckIn): PresenceOutcome {
  const { id, shiftId, personId, checkedInAt, checkedOutAt } = one
  return { id, shiftId, personId, checkedInAt, checkedOutAt }
}
