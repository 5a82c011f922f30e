import { inRead, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, plusDays, systemNow, type CivilDate } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { findPersons } from '../person/find-persons.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import type { Introduction, OwnMobilisation, Period } from './model.ts'
import { contributionDaysOf } from './rules/contributions.ts'
import { lastDeclineOn } from './rules/introductions.ts'
import { ownMobilisation } from './rules/mobilisation.ts'
import { periodAt } from './rules/period.ts'
import { selectIntroduction, selectNaming } from './store/introductions.ts'
import { selectContributions, selectLinks, selectPersonDays } from './store/mobilisation.ts'

export type OwnIntroductions = {
  /** Whom I stated; null when nobody yet. */
  readonly stated: {
    readonly introducerName: string
    readonly statedOn: CivilDate
    readonly declined: boolean
  } | null
  readonly contributionDays: number
  /** May still be stated or changed, and until when (null: before the first contribution). */
  readonly mayState: boolean
  readonly stateUntilOn: CivilDate | null
  /** Who named me. */
  readonly naming: readonly {
    readonly personId: Id
    readonly name: string
    readonly statedOn: CivilDate
    readonly declined: boolean
    readonly mayDecline: boolean
    readonly declineUntilOn: CivilDate
  }[]
  /** 本人 k/10 in the present quarter; for oneself only. */
  readonly period: Period
  readonly own: OwnMobilisation
}

/** Everything about one's own introductions; nobody else reads it. */
export async function getIntroductions(
  ctx: Ctx,
  input: { readonly personId: Id },
): Promise<OwnIntroductions> {
  const { personId } = input
  const today = civilDateOf(ctx.fixedNow?.() ?? systemNow())
  const policy = policyAt(await loadPolicies(ctx), 'mobilisation', today)
  const period = periodAt('quarter', today)
  return inRead(ctx, async (tx) => {
    const standing = await selectIntroduction(tx, personId)
    const days = contributionDaysOf(await selectContributions(tx, personId), policy)
    const own = days.get(personId) ?? []
    const [firstOn] = own
    const stateUntilOn = firstOn === undefined ? null : plusDays(firstOn, policy.stateWithinDays)
    const isFixed = isStanding(standing) && own.length >= policy.effectiveDays
    const links = await selectLinks(tx, { personId }, period)
    const others = links.map((link) => link.personId)
    const people = await selectPersonDays(
      tx,
      { personId },
      others,
      period,
      policy.attendanceMinMinutes,
    )
    const naming = await selectNaming(tx, personId)
    const introducers = await findPersons(tx, standing ? [standing.introducerId] : [])
    return {
      stated: standing
        ? {
            introducerName: introducers.get(standing.introducerId)?.name ?? '',
            statedOn: standing.statedOn,
            declined: standing.declinedAt !== null,
          }
        : null,
      contributionDays: own.length,
      mayState: !isFixed && (stateUntilOn === null || today <= stateUntilOn),
      stateUntilOn,
      naming: naming.map((one) => ({
        personId: one.personId,
        name: one.name,
        statedOn: one.statedOn,
        declined: one.declinedAt !== null,
        mayDecline: one.declinedAt === null && today <= lastDeclineOn(one, policy),
        declineUntilOn: lastDeclineOn(one, policy),
      })),
      period,
      own: ownMobilisation({ people, links }, policy, period.kind, personId),
    }
  })
}

function isStanding(introduction: Introduction | undefined): boolean {
  return introduction !== undefined && introduction.declinedAt === null
}
