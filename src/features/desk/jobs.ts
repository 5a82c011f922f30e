import { hashRequest } from '../../db/commands.ts'
import { inRead, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, systemNow } from '../../kernel/clock.ts'
import { isRefusal } from '../../kernel/errors.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import { confirmVisit } from './confirm-visit.ts'
import { silenceEndsAt } from './rules/charge.ts'
import { selectSilent } from './store/visits.ts'

/**
 * Confirms what some working days of silence confirm (policy). Safe to run anywhere and any number of times:
 * the visit itself is the key. Returns how many were confirmed.
 */
export async function confirmSilentVisits(ctx: Ctx): Promise<number> {
  const now = ctx.fixedNow?.() ?? systemNow()
  const { silenceWorkdays } = policyAt(await loadPolicies(ctx), 'redemption', civilDateOf(now))
  const unconfirmed = await inRead(ctx, (tx) => selectSilent(tx, now, 200))
  const due = unconfirmed.filter(
    ({ endedAt }) => endedAt && silenceEndsAt(ctx.calendar, endedAt, silenceWorkdays) <= now,
  )
  let confirmed = 0
  for (const { communityId, id } of due) {
    const input = { visitId: id }
    const [outcome] = await confirmVisit.run(ctx, [
      {
        scope: communityId,
        actor: { kind: 'system', personId: null, name: 'silence' },
        // one try a day: a refusal is an outcome too, and is kept under its key
        key: `silence-${id}-${now.slice(0, 10)}`,
        requestHash: hashRequest(confirmVisit.useCase, input),
        input,
      },
    ])
    if (outcome && !outcome.replayed && !isRefusal(outcome.result)) confirmed += 1
  }
  return confirmed
}
