import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import { recordAct } from '../audit/record-acts.ts'
import {
  markOf,
  openedShift,
  outcomeOf,
  windowAt,
  type Presence,
  type PresenceOutcome,
} from './check-in.ts'
import { dutyErrors } from './errors.ts'
import { decideCheckOut } from './rules/sign-ups.ts'
import { lockCheckIn, markCheckedOut } from './store/check-ins.ts'

/**
 * Somebody leaves. Once checked out, doing it again changes nothing and gives the same answer.
 * @throws `duty.check-out-first`, `duty.check-out-late`, and as `checkIn` for the code and the shift
 */
export const checkOut = writeUseCase<Presence, PresenceOutcome, unknown>({
  useCase: 'duty.check-out',
  work: oneByOne(async (batch, command) => {
    const { tx } = batch.ctx
    const { shiftId } = command.input
    const mark = await markOf(batch, command)
    const shift = shiftId === null ? null : await openedShift(batch, command.scope, shiftId)
    const known = await lockCheckIn(tx, command.scope, shiftId, mark.personId)
    accept(decideCheckOut(known, shift, await windowAt(batch), mark.at))
    if (!known) throw new DomainError(dutyErrors['check-out-first'])
    if (known.checkedOutAt !== null) return outcomeOf(known)
    const at = mark.at > known.checkedInAt ? mark.at : known.checkedInAt
    const out = { checkedOutAt: at, checkedOutHow: mark.how, checkedOutById: mark.byId }
    await markCheckedOut(tx, known, out)
    const subjects = [known.id, mark.personId]
    await recordAct(batch, command, { act: 'duty.check-out', subjects })
    return outcomeOf({ ...known, ...out })
  }),
})
