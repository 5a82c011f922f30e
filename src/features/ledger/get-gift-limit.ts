import { inRead, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, systemNow } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { minutes, type Minutes } from '../../kernel/minutes.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import { giftSources } from './rules/gifts.ts'
import { selectGivenByYear } from './store/gifts.ts'

export type GiftLimit = {
  /** What may be given in a year to people who are not close family. */
  readonly othersYearMinutes: Minutes
  /** What is left of it this year. */
  readonly restMinutes: Minutes
}

/** For the form: the gift itself is judged again under the lock of the books. */
export async function getGiftLimit(ctx: Ctx, input: { readonly personId: Id }): Promise<GiftLimit> {
  const today = civilDateOf(ctx.fixedNow?.() ?? systemNow())
  const { othersYearMinutes } = policyAt(await loadPolicies(ctx), 'gifts', today)
  const given = await inRead(ctx, (tx) =>
    selectGivenByYear(tx, [input.personId], giftSources.other),
  )
  const year = Number(today.slice(0, 4))
  const givenMinutes = given.find((one) => one.year === year)?.givenMinutes ?? 0
  return {
    othersYearMinutes: minutes(othersYearMinutes),
    restMinutes: minutes(Math.max(0, othersYearMinutes - givenMinutes)),
  }
}
