import { inRead, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, systemNow, type Instant } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { incentiveErrors } from '../incentive/errors.ts'
import {
  childrenOf,
  findNode,
  makeIsHere,
  type MobilisationView,
} from '../incentive/get-mobilisation.ts'
import { getRanking, type Ranking } from '../incentive/get-ranking.ts'
import type { Period } from '../incentive/model.ts'
import { parsePeriod, periodAt } from '../incentive/rules/period.ts'
import { loadTree, type Tree } from '../person/load-tree.ts'
import type { Node } from '../person/model.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import type { PolicySet, PolicyValues } from '../policy/model.ts'
import { policyAt, versionAt } from '../policy/rules.ts'
import { keepReads } from './keep-reads.ts'
import type { PeopleSums } from './model.ts'
import { addPeople, mobilisationOf } from './rules/overview-sums.ts'
import { selectPeopleByCommunity, selectStarCounts } from './store/overview-reads.ts'

export type Board = {
  /** Of the figures and stars; null: nothing has been reckoned yet. */
  readonly asOfAt: Instant | null
  readonly mobilisation: MobilisationView
  /** People with one star, two stars … */
  readonly starCounts: readonly number[]
  readonly publicRanking: PolicyValues['ranking']['publicRanking']
  /** As it is now. */
  readonly ranking: Ranking | null
  /** All places that have a board. */
  readonly nodes: readonly Pick<Node, 'id' | 'name' | 'kind' | 'parentId'>[]
}

/** Null: the district, and the present quarter. */
export type GetBoard = { readonly nodeId: Id | null; readonly period: string | null }

/**
 * The public board of a node: figures and counts as they were reckoned last, and names only of those
 * who agree now. @throws `incentive.period-malformed`, `incentive.node-not-found`
 */
export async function getBoard(ctx: Ctx, input: GetBoard): Promise<Board> {
  const today = civilDateOf(ctx.fixedNow?.() ?? systemNow())
  const tree = await loadTree(ctx)
  const node = findNode(tree, input.nodeId ?? districtOf(tree))
  const period = parsePeriod(input.period ?? periodAt('quarter', today).code)
  if (!period) throw new DomainError(incentiveErrors['period-malformed'])
  const policies = await loadPolicies(ctx)
  const { publicRanking } = policyAt(policies, 'ranking', today)
  const { asOfAt, people, stars } = await keepFacts(ctx, `${node.id} ${period.code}`, () =>
    loadFacts(ctx, node.id, period),
  )
  return {
    asOfAt,
    mobilisation: viewOf(tree, policies, { node, period, people }),
    starCounts: policyAt(policies, 'stars', today).minutes.map((_, at) => stars[at] ?? 0),
    publicRanking,
    ranking: await getRanking(ctx, { nodeId: node.id, publicRanking }),
    nodes: [...tree.values()].filter(({ kind }) => kind !== 'station'),
  }
}

function districtOf(tree: Tree): Id {
  return [...tree.values()].find(({ kind }) => kind === 'district')?.id ?? ''
}

type Facts = {
  readonly people: readonly (PeopleSums & { readonly communityId: Id })[]
  readonly stars: readonly number[]
}

const keepFacts = keepReads<Facts>()

function loadFacts(ctx: Ctx, nodeId: Id, period: Period): Promise<Facts> {
  return inRead(ctx, async (tx) => {
    const [people, stars] = await Promise.all([
      selectPeopleByCommunity(tx, nodeId, period.code),
      selectStarCounts(tx, nodeId),
    ])
    return { people, stars }
  })
}

type Shown = { readonly node: Node; readonly period: Period; readonly people: Facts['people'] }

function viewOf(tree: Tree, policies: PolicySet, shown: Shown): MobilisationView {
  const { node, period, people } = shown
  const { version, value } = versionAt(policies, 'mobilisation', period.lastOn)
  const figuresOf = ({ id, name }: Node) => {
    const isHere = makeIsHere(tree, id)
    const here = people.filter(({ communityId }) => isHere(communityId))
    return { nodeId: id, name, figures: mobilisationOf(addPeople(here), value.goal) }
  }
  return {
    ...figuresOf(node),
    kind: node.kind,
    period,
    policyVersion: version,
    goal: value.goal,
    effectiveDays: value.effectiveDays,
    activeDays: value.activeDays[period.kind],
    parts: node.kind === 'community' ? [] : childrenOf(tree, node.id).map(figuresOf),
  }
}
