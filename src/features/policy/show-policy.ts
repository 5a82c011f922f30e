import type { Ctx } from '../../db/transaction.ts'
import { civilDateOf, systemNow, type CivilDate } from '../../kernel/clock.ts'
import { listPolicies } from './list-policies.ts'
import { policyCodes, type PolicyCode, type PolicyVersion } from './model.ts'
import { earliestStart, partsOf, valueFrom, versionAt, type PolicyPart } from './rules.ts'

export type ShownPolicy = {
  readonly code: PolicyCode
  /** The number of the version that holds today; 0 is what the programme ships with. */
  readonly version: number
  readonly parts: readonly PolicyPart[]
  /** Newest first. */
  readonly versions: readonly ShownVersion[]
}

export type ShownVersion = PolicyVersion & {
  readonly parts: readonly PolicyPart[]
  readonly state: 'proposed' | 'coming' | 'begun' | 'withdrawn'
}

/** Every policy with what holds today and its versions, in the order of the codes. */
export async function showPolicy(ctx: Ctx): Promise<readonly ShownPolicy[]> {
  const all = await listPolicies(ctx)
  const today = civilDateOf(ctx.fixedNow?.() ?? systemNow())
  const confirmed = all.filter((one) => one.confirmedAt && !one.withdrawnAt)
  return policyCodes.map((code) => {
    const { version, value } = versionAt(confirmed, code, today)
    const versions = all
      .filter((one) => one.code === code)
      .map((one) => ({ ...one, parts: partsOf(one.value), state: stateOf(one, today) }))
      .reverse()
    return { code, version, parts: partsOf(value), versions }
  })
}

function stateOf(one: PolicyVersion, today: CivilDate): ShownVersion['state'] {
  if (one.withdrawnAt) return 'withdrawn'
  if (!one.confirmedAt) return 'proposed'
  return one.effectiveFromOn <= today ? 'begun' : 'coming'
}

/** The first day on which a version proposed now could begin. */
export function firstPossibleDay(ctx: Ctx): CivilDate {
  return earliestStart(ctx.fixedNow?.() ?? systemNow())
}

/** What a form's texts say, in the shape that the policy has today; the proposal checks it. */
export async function readPolicyForm(
  ctx: Ctx,
  code: PolicyCode,
  textOf: (path: string) => string,
): Promise<unknown> {
  const today = civilDateOf(ctx.fixedNow?.() ?? systemNow())
  const confirmed = (await listPolicies(ctx)).filter((one) => one.confirmedAt && !one.withdrawnAt)
  return valueFrom(versionAt(confirmed, code, today).value, textOf)
}
