import type { Ctx } from '../../db/transaction.ts'
import { civilDateOf, systemNow, type Instant } from '../../kernel/clock.ts'
import { accept } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import { passOf, readProof, type Proven } from './rules/station-code.ts'
import { stationOf } from './show-station-code.ts'

export type RedeemCode = { readonly communityId: Id; readonly text: string }

/**
 * Takes a code that was scanned or typed for a pass that lasts some minutes (policy), so that its
 * owner can sign in and confirm. @throws `duty.code-wrong`, `duty.code-expired`
 */
export async function redeemStationCode(ctx: Ctx, input: RedeemCode): Promise<string> {
  const now = ctx.fixedNow?.() ?? systemNow()
  return passOf(stationOf(ctx, input.communityId), await proofIn(ctx, input, now))
}

/** @throws as `redeemStationCode` */
export async function proofIn(ctx: Ctx, input: RedeemCode, now: Instant): Promise<Proven> {
  const { scanMinutes } = policyAt(await loadPolicies(ctx), 'shifts', civilDateOf(now))
  return accept(readProof(stationOf(ctx, input.communityId), input.text, now, scanMinutes))
}
