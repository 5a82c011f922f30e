import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { loadTree, type Tree } from '../person/load-tree.ts'
import type { Node } from '../person/model.ts'
import { isReached } from '../person/rules.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { versionAt } from '../policy/rules.ts'
import { incentiveErrors } from './errors.ts'
import type { MobilisationFacts, NodeMobilisation, Period } from './model.ts'
import type { Mobilisation } from './rules/contributions.ts'
import { mobilisationFigures } from './rules/mobilisation.ts'
import { parsePeriod } from './rules/period.ts'
import { selectLinks, selectPersonDays } from './store/mobilisation.ts'

export type MobilisationView = NodeMobilisation & {
  readonly kind: Node['kind']
  readonly period: Period
  readonly policyVersion: number
  readonly goal: number
  /** Days in all, and in this period, that it takes to count as active. */
  readonly effectiveDays: number
  readonly activeDays: number
  /** The communities below a subdistrict, the subdistricts of the district. */
  readonly parts: readonly NodeMobilisation[]
}

type GetMobilisation = { readonly nodeId: Id; readonly period: string }

/**
 * The figures of 1+10 for a community, subdistrict or district, by the policy of the period's last
 * day, from the facts as they stand now.
 * @throws `incentive.period-malformed`, `incentive.node-not-found`
 */
export async function getMobilisation(ctx: Ctx, input: GetMobilisation): Promise<MobilisationView> {
  const period = parsePeriod(input.period)
  if (!period) throw new DomainError(incentiveErrors['period-malformed'])
  const tree = await loadTree(ctx)
  const node = findNode(tree, input.nodeId)
  const { version, value } = versionAt(await loadPolicies(ctx), 'mobilisation', period.lastOn)
  const facts = await loadFacts(ctx, node.id, period, value)
  const figuresOf = ({ id, name }: Node): NodeMobilisation => ({
    nodeId: id,
    name,
    figures: mobilisationFigures(facts, value, period.kind, makeIsHere(tree, id)),
  })
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

/** A node that keeps books or has communities that do. @throws `incentive.node-not-found` */
export function findNode(tree: Tree, nodeId: Id): Node {
  const node = tree.get(nodeId)
  if (!node || node.kind === 'station') throw new DomainError(incentiveErrors['node-not-found'])
  return node
}

/** Does a community lie at or below the node? */
export function makeIsHere(tree: Tree, nodeId: Id): (communityId: Id) => boolean {
  return (communityId) => {
    const community = tree.get(communityId)
    return community !== undefined && isReached(community, nodeId)
  }
}

const byName = new Intl.Collator('zh-CN').compare

/** By name. */
export function childrenOf(tree: Tree, nodeId: Id): readonly Node[] {
  return [...tree.values()]
    .filter(({ parentId }) => parentId === nodeId)
    .sort((a, b) => byName(a.name, b.name))
}

function loadFacts(
  ctx: Ctx,
  nodeId: Id,
  period: Period,
  policy: Mobilisation,
): Promise<MobilisationFacts> {
  return inRead(ctx, async (tx) => {
    const links = await selectLinks(tx, { nodeId }, period)
    const ends = [...new Set(links.flatMap((link) => [link.personId, link.introducerId]))]
    const { attendanceMinMinutes } = policy
    const people = await selectPersonDays(tx, { nodeId }, ends, period, attendanceMinMinutes)
    return { people, links }
  })
}
