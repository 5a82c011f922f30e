import type { Database } from '../../db/client.ts'
import { inRead, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, monotonicMs, systemNow, type Instant } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { loadTree, type Tree } from '../person/load-tree.ts'
import type { Node } from '../person/model.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import type { PolicyValues } from '../policy/model.ts'
import { policyAt } from '../policy/rules.ts'
import { findNode, getMobilisation, type MobilisationView } from './get-mobilisation.ts'
import type { StandingBody } from './model.ts'
import { shownRows, type ShownRow } from './rules/honours.ts'
import { periodAt } from './rules/period.ts'
import { MONTHLY_RANKING } from './rules/ranking.ts'
import { countLevels } from './rules/stars.ts'
import { selectAllServiceMinutes, selectConsentedNames } from './store/ranking.ts'
import { selectPublished } from './store/standings.ts'

export type Board = {
  readonly asOfAt: Instant
  readonly mobilisation: MobilisationView
  /** People with one star, two stars … */
  readonly starCounts: readonly number[]
  readonly publicRanking: PolicyValues['ranking']['publicRanking']
  readonly ranking: {
    readonly standingId: Id
    readonly period: string
    readonly publishedAt: Instant
    readonly rows: readonly (ShownRow & { readonly name: string | null })[]
  } | null
  readonly nodes: readonly Pick<Node, 'id' | 'name' | 'kind'>[]
}

/** Null: the district, and the present quarter. */
export type GetBoard = { readonly nodeId: Id | null; readonly period: string | null }

/**
 * The public board of a node: figures and counts, and names only of those who agree today.
 * @throws `incentive.period-malformed`, `incentive.node-not-found`
 */
export async function getBoard(ctx: Ctx, input: GetBoard): Promise<Board> {
  const asOfAt = ctx.fixedNow?.() ?? systemNow()
  const today = civilDateOf(asOfAt)
  const tree = await loadTree(ctx)
  const nodeId = input.nodeId ?? districtOf(tree)
  const period = input.period ?? periodAt('quarter', today).code
  const policies = await loadPolicies(ctx)
  const { publicRanking } = policyAt(policies, 'ranking', today)
  const minutes = await inRead(ctx, (tx) => selectAllServiceMinutes(tx, findNode(tree, nodeId).id))
  return {
    asOfAt,
    mobilisation: await getMobilisation(ctx, { nodeId, period }),
    starCounts: countLevels(minutes, policyAt(policies, 'stars', today)),
    publicRanking,
    ranking: await loadRanking(ctx, nodeId, publicRanking),
    nodes: [...tree.values()]
      .filter(({ kind }) => kind !== 'station')
      .map(({ id, name, kind }) => ({ id, name, kind })),
  }
}

function districtOf(tree: Tree): Id {
  return [...tree.values()].find(({ kind }) => kind === 'district')?.id ?? ''
}

async function loadRanking(
  ctx: Ctx,
  nodeId: Id,
  publicRanking: Board['publicRanking'],
): Promise<Board['ranking']> {
  if (publicRanking === 'off') return null
  const standing = await inRead(ctx, (tx) => selectPublished(tx, MONTHLY_RANKING, nodeId))
  if (!standing?.publishedAt) return null
  const rows = shownRows((JSON.parse(standing.body) as StandingBody).rows, publicRanking)
  const ids = rows.map(({ personId }) => personId)
  const names = await inRead(ctx, (tx) => selectConsentedNames(tx, ids))
  return {
    standingId: standing.id,
    period: standing.period,
    publishedAt: standing.publishedAt,
    rows: rows.map((row) => ({ ...row, name: names.get(row.personId) ?? null })),
  }
}

const KEEP_MS = 15_000
const KEEP_BOARDS = 200

type Kept = { readonly readAtMs: number; readonly board: Promise<Board> }

const kept = new WeakMap<Database, Map<string, Kept>>()

/** The same, kept for 15 s: anybody may ask for it, and it reads a quarter of everybody's service. */
export function getKeptBoard(ctx: Ctx, input: GetBoard): Promise<Board> {
  const boards = kept.get(ctx.db) ?? new Map<string, Kept>()
  kept.set(ctx.db, boards)
  const key = `${input.nodeId} ${input.period}`
  const known = boards.get(key)
  if (known && monotonicMs() - known.readAtMs < KEEP_MS) return known.board
  if (boards.size >= KEEP_BOARDS) boards.clear()
  const board = getBoard(ctx, input)
  boards.set(key, { readAtMs: monotonicMs(), board })
  board.catch(() => boards.delete(key))
  return board
}
