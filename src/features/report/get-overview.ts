import { inRead, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, systemNow, type CivilDate, type Instant } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { loadTree, type Tree } from '../person/load-tree.ts'
import type { Node } from '../person/model.ts'
import { isReached } from '../person/rules.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import { reportErrors } from './errors.ts'
import { keepReads } from './keep-reads.ts'
import type {
  OpenCases,
  OverviewFigures,
  OverviewMonth,
  OverviewPart,
  OverviewPeriod,
  PeopleSums,
  SummedMonth,
} from './model.ts'
import {
  calendarAt,
  monthOf,
  monthsOf,
  overviewBefore,
  parseOverviewPeriod,
  rollingAt,
} from './rules/overview-period.ts'
import { addMonths, figuresOf, noMonth, noPeople } from './rules/overview-sums.ts'
import {
  selectAsOf,
  selectMonthsByCommunity,
  selectMonthsSince,
  selectOpenCases,
  selectPeopleByCommunity,
  selectPeopleByPeriod,
} from './store/overview-reads.ts'

export type Overview = {
  /** Null: nothing has been reckoned yet. */
  readonly asOfAt: Instant | null
  readonly node: Pick<Node, 'id' | 'name' | 'kind'>
  readonly period: OverviewPeriod
  readonly before: OverviewPeriod
  readonly goal: number
  readonly effectiveDays: number
  readonly activeDays: number
  readonly figures: OverviewFigures
  readonly figuresBefore: OverviewFigures
  readonly open: OpenCases
  /** Twelve, the last of them the period's last or the present one. */
  readonly months: readonly OverviewMonth[]
  /** The communities below; of a community none. */
  readonly parts: readonly OverviewPart[]
  /** All places that have an overview. */
  readonly nodes: readonly Pick<Node, 'id' | 'name' | 'kind' | 'parentId'>[]
}

/** Null: the district, and the present quarter. `last12`: the twelve months up to the present one. */
export type GetOverview = { readonly nodeId: Id | null; readonly period: string | null }

/**
 * The figures of a place in a period as they were reckoned last: what is read does not grow with the
 * records. @throws `report.node-not-found`, `report.overview-period`
 */
export async function getOverview(ctx: Ctx, input: GetOverview): Promise<Overview> {
  const { asOfAt } = await inRead(ctx, selectAsOf)
  const today = civilDateOf(asOfAt ?? ctx.fixedNow?.() ?? systemNow())
  const period =
    input.period === null ? calendarAt('quarter', today) : periodOf(input.period, today)
  const tree = await loadTree(ctx)
  const node = findPlace(tree, input.nodeId)
  const policies = await loadPolicies(ctx)
  const { goal, effectiveDays, activeDays } = policyAt(policies, 'mobilisation', period.lastOn)
  const goalAt = (one: OverviewPeriod) => policyAt(policies, 'mobilisation', one.lastOn).goal
  const facts = await loadFacts(ctx, node.id, period, today)
  const { open, months, people } = facts
  const sumsOf = (one: OverviewPeriod) =>
    figuresOf(
      people.get(one.code) ?? noPeople,
      addMonths(monthsOf(one).map((month) => months.get(month) ?? noMonth)),
      outstandingAfter(open.outstandingMinutes, months, one.lastOn),
      goalAt(one),
    )
  return {
    asOfAt,
    node,
    period,
    before: facts.before,
    ...{ goal, effectiveDays, activeDays: activeDays[period.limitsOf] },
    figures: sumsOf(period),
    figuresBefore: sumsOf(facts.before),
    open,
    months: facts.chart.map((month) => ({ month, ...sumsOf(calendarAt('month', month)) })),
    parts: node.kind === 'community' ? [] : partsOf(tree, node, facts, goal),
    nodes: [...tree.values()].filter(({ kind }) => kind !== 'station'),
  }
}

const keepOverview = keepReads<Overview>()

/** The same, read once for a page, its charts and whoever asks before the next refresh. */
export function getKeptOverview(ctx: Ctx, input: GetOverview): Promise<Overview> {
  return keepOverview(ctx, `${input.nodeId} ${input.period}`, () => getOverview(ctx, input))
}

/** @throws `report.overview-period` */
function periodOf(code: string, today: CivilDate): OverviewPeriod {
  const period = parseOverviewPeriod(code, today)
  if (!period) throw new DomainError(reportErrors['overview-period'])
  return period
}

/** @throws `report.node-not-found` */
function findPlace(tree: Tree, nodeId: Id | null): Node {
  const node =
    nodeId === null ? [...tree.values()].find(({ kind }) => kind === 'district') : tree.get(nodeId)
  if (!node || node.kind === 'station') throw new DomainError(reportErrors['node-not-found'])
  return node
}

/** What stands now without what came after a day. */
function outstandingAfter(
  outstandingMinutes: number,
  months: ReadonlyMap<CivilDate, SummedMonth>,
  lastOn: CivilDate,
): number {
  let outstanding = outstandingMinutes
  for (const [month, { changeMinutes }] of months) {
    if (month > lastOn) outstanding -= changeMinutes
  }
  return outstanding
}

type Facts = {
  readonly before: OverviewPeriod
  readonly chart: readonly CivilDate[]
  readonly people: ReadonlyMap<string, PeopleSums>
  readonly months: ReadonlyMap<CivilDate, SummedMonth>
  readonly open: OpenCases
  readonly partPeople: ReadonlyMap<Id, PeopleSums>
  readonly partMonths: ReadonlyMap<Id, SummedMonth & { readonly changeSinceMinutes: number }>
  readonly partOpen: ReadonlyMap<Id, OpenCases>
}

async function loadFacts(
  ctx: Ctx,
  nodeId: Id,
  period: OverviewPeriod,
  today: CivilDate,
): Promise<Facts> {
  const before = overviewBefore(period)
  const lastMonth = monthOf(period.lastOn < today ? period.lastOn : today)
  const chart = monthsOf(rollingAt(lastMonth))
  const since = [chart[0] ?? lastMonth, monthOf(before.firstOn)].sort()[0] ?? lastMonth
  const codes = [period.code, before.code, ...chart.map((month) => month.slice(0, 7))]
  return inRead(ctx, async (tx) => {
    const [people, months, open, partPeople, partMonths] = await Promise.all([
      selectPeopleByPeriod(tx, nodeId, codes),
      selectMonthsSince(tx, nodeId, since),
      selectOpenCases(tx, nodeId),
      selectPeopleByCommunity(tx, nodeId, period.code),
      selectMonthsByCommunity(tx, nodeId, monthOf(period.firstOn), monthOf(period.lastOn)),
    ])
    return {
      ...{ before, chart },
      people: new Map(people.map((one) => [one.period, one])),
      months: new Map(months.map((one) => [one.month, one])),
      open: addOpen(open),
      partPeople: new Map(partPeople.map((one) => [one.communityId, one])),
      partMonths: new Map(partMonths.map((one) => [one.communityId, one])),
      partOpen: new Map(open.map((one) => [one.communityId, one])),
    }
  })
}

function addOpen(all: readonly OpenCases[]): OpenCases {
  return {
    outstandingMinutes: all.reduce((sum, one) => sum + one.outstandingMinutes, 0),
    openRequests: all.reduce((sum, one) => sum + one.openRequests, 0),
    lateRequests: all.reduce((sum, one) => sum + one.lateRequests, 0),
  }
}

const quietMonth = { ...noMonth, changeSinceMinutes: 0 }
const noCases: OpenCases = { outstandingMinutes: 0, openRequests: 0, lateRequests: 0 }

function partsOf(tree: Tree, node: Node, facts: Facts, goal: number): readonly OverviewPart[] {
  return [...tree.values()]
    .filter((one) => one.kind === 'community' && isReached(one, node.id))
    .map((one) => {
      const { outstandingMinutes, ...open } = facts.partOpen.get(one.id) ?? noCases
      const { changeSinceMinutes, ...months } = facts.partMonths.get(one.id) ?? quietMonth
      const people = facts.partPeople.get(one.id) ?? noPeople
      return {
        nodeId: one.id,
        name: one.name,
        subdistrictName: tree.get(one.parentId ?? '')?.name ?? '',
        ...figuresOf(people, months, outstandingMinutes - changeSinceMinutes, goal),
        ...open,
      }
    })
}
