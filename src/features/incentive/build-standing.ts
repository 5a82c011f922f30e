import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Instant } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { loadTree } from '../person/load-tree.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import type { PolicySet } from '../policy/model.ts'
import { versionAt } from '../policy/rules.ts'
import { makeIsHere } from './get-mobilisation.ts'
import type { Period, RankedRecord, StandingBody, StandingWindow } from './model.ts'
import { cutOffOf } from './rules/ranking.ts'
import { periodBefore } from './rules/period.ts'
import { assembleStanding, withRecordedHouseholds } from './rules/standing.ts'
import { selectLateRecordIds, selectRankedPeople, selectRankedRecords } from './store/ranking.ts'

export type BuildStanding = {
  readonly nodeId: Id
  readonly window: StandingWindow
  /** Of a standing that is recomputed. */
  readonly recorded?: readonly RankedRecord[]
}

/** The ranking of a node from the facts, by the policies that held on the month's last day. */
export async function buildStanding(ctx: Ctx, input: BuildStanding): Promise<StandingBody> {
  const { nodeId, window, recorded = [] } = input
  const policies = policiesOf(await loadPolicies(ctx), window.period)
  const tree = await loadTree(ctx)
  return inRead(ctx, async (tx) => {
    const fresh = await selectRankedRecords(tx, nodeId, window)
    const records = withRecordedHouseholds(fresh, recorded)
    const ids = records.map(({ personId }) => personId)
    const people = await selectRankedPeople(tx, ids)
    const lateRecordIds = await selectLateRecordIds(tx, nodeId, window)
    return assembleStanding(
      { nodeId, window, policies, facts: { records, people }, lateRecordIds },
      makeIsHere(tree, nodeId),
    )
  })
}

function policiesOf(all: PolicySet, period: Period): StandingBody['policies'] {
  const ranking = versionAt(all, 'ranking', period.lastOn)
  const recording = versionAt(all, 'recording', period.lastOn)
  const { dayCapMinutes, monthCapMinutes } = ranking.value
  const { withinWorkdays } = recording.value
  return {
    ranking: { version: ranking.version, dayCapMinutes, monthCapMinutes },
    recording: { version: recording.version, withinWorkdays },
  }
}

/** Which approvals count for a month, as things stand at `asOfAt`. */
export async function windowOf(ctx: Ctx, period: Period, asOfAt: Instant): Promise<StandingWindow> {
  const policies = await loadPolicies(ctx)
  const cutOff = (one: Period) =>
    cutOffOf(one, versionAt(policies, 'recording', one.lastOn).value.withinWorkdays, ctx.calendar)
  return {
    period,
    cutOffAt: cutOff(period),
    previousCutOffAt: cutOff(periodBefore(period)),
    asOfAt,
  }
}
