import { inTransaction, type Ctx } from '../../../db/transaction.ts'
import { civilDateOf, plusMinutes, systemNow } from '../../../kernel/clock.ts'
import { loadPolicies } from '../../policy/load-policies.ts'
import { policyAt } from '../../policy/rules.ts'
import { reminderText } from '../messages/shifts.ts'
import { claimToRemind, type RemindTime } from '../store/shifts.ts'
import { selectSignUps } from '../store/sign-ups.ts'
import { tellVolunteers } from '../tell-volunteers.ts'

const SHIFTS_AT_ONCE = 50

/**
 * Reminds who signed up, the day before and shortly before (policy). Safe in several processes: each
 * takes shifts that no other holds, and the same is told once. Returns how many shifts were due.
 */
export async function remindVolunteers(ctx: Ctx): Promise<number> {
  const now = ctx.fixedNow?.() ?? systemNow()
  const policy = policyAt(await loadPolicies(ctx), 'shifts', civilDateOf(now))
  const { firstReminderMinutes, secondReminderMinutes } = policy
  const soon = plusMinutes(now, secondReminderMinutes)
  const second = await remind(ctx, 'secondRemindedAt', { now, from: now, until: soon })
  const until = plusMinutes(now, firstReminderMinutes)
  return second + (await remind(ctx, 'firstRemindedAt', { now, from: soon, until }))
}

type Which = 'firstRemindedAt' | 'secondRemindedAt'

async function remind(ctx: Ctx, which: Which, time: RemindTime): Promise<number> {
  const { now } = time
  return inTransaction(ctx, async (tx) => {
    const shifts = await claimToRemind(tx, which, time, SHIFTS_AT_ONCE)
    for (const shift of shifts) {
      const signUps = await selectSignUps(tx, shift)
      const coming = signUps.filter(({ state }) => state === 'signedUp')
      const ids = coming.map(({ personId }) => personId)
      await tellVolunteers({ ctx: { ...ctx, tx }, now }, shift, ids, {
        ...{ kind: 'duty.shift-reminder', text: reminderText(shift) },
        once: `${which === 'firstRemindedAt' ? 'first' : 'second'}-${shift.startsAt}`,
      })
    }
    return shifts.length
  })
}
