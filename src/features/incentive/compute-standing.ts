import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { canonicalJson, sha256Hex } from '../../kernel/canonical-json.ts'
import { civilDateOf, type CivilDate } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from '../person/errors.ts'
import { loadTree } from '../person/load-tree.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { buildStanding, windowOf } from './build-standing.ts'
import { incentiveErrors } from './errors.ts'
import { findNode } from './get-mobilisation.ts'
import type { Period } from './model.ts'
import { parsePeriod } from './rules/period.ts'
import { insertStanding, lockBooksBelow } from './store/standings.ts'

/** A month, such as `2026-11`. */
export type ComputeStanding = { readonly nodeId: Id; readonly period: string }

export type ComputedStanding = {
  readonly standingId: Id
  readonly bodyHash: string
  /** Computed before the cut-off: to look at, never to publish. */
  readonly preliminary: boolean
}

/**
 * Ranks a month of a community, subdistrict or the district and freezes it as canonical JSON with
 * its SHA-256, which the audit keeps too. By a coordinator or administrator there.
 * @throws `incentive.period-not-month`, `incentive.period-not-begun`, `incentive.node-not-found`
 */
export const computeStanding = writeUseCase<ComputeStanding, ComputedStanding, unknown>({
  useCase: 'incentive.compute-standing',
  lock: (tx, commands) =>
    lockBooksBelow(
      tx,
      commands.map(({ input }) => input.nodeId),
    ),
  work: oneByOne(async (batch, command) => {
    const { nodeId } = command.input
    const { ctx, now } = batch
    findNode(await loadTree(ctx), nodeId)
    await requireRoleInTx(batch, command, ['coordinator', 'districtAdministrator'], nodeId)
    const computedById = command.actor.personId
    if (computedById === null) throw new DomainError(personErrors['role-missing'])
    const period = monthOf(command.input.period, civilDateOf(now))
    const window = await windowOf(ctx, period, now)
    const built = await buildStanding(ctx, { nodeId, window })
    const body = canonicalJson(built)
    const standing = { id: newId(), body, bodyHash: sha256Hex(body) }
    const { code, formulaVersion } = built
    await insertStanding(ctx.tx, {
      ...standing,
      ...{ code, formulaVersion, nodeId, period: period.code, cutOffAt: window.cutOffAt },
      ...{ computedById, computedAt: now, publishedById: null, publishedAt: null },
    })
    await recordAct(batch, command, {
      act: 'incentive.compute-standing',
      subjects: [standing.id, nodeId],
      reason: standing.bodyHash,
    })
    const preliminary = now < window.cutOffAt
    return { standingId: standing.id, bodyHash: standing.bodyHash, preliminary }
  }),
})

function monthOf(code: string, today: CivilDate): Period {
  const period = parsePeriod(code)
  if (period?.kind !== 'month') throw new DomainError(incentiveErrors['period-not-month'])
  if (period.firstOn > today) throw new DomainError(incentiveErrors['period-not-begun'])
  return period
}
