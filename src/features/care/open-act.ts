import type { SealKeys } from '../../kernel/seal.ts'
import type { ActBody, MonthlyRemark, PairingAct } from './model/pairings.ts'
import { openBody } from './seal-body.ts'

type ActKey = Pick<PairingAct, 'communityId' | 'id' | 'householdId' | 'doneById'>

/** The row, for whom it was done and by whom. */
export function placeOfAct(act: ActKey, column: 'body_sealed' | 'outcome_sealed'): string {
  const { communityId, id, householdId, doneById } = act
  return `pairing_acts:${column}:${communityId}.${id}.${householdId}.${doneById}`
}

export function placeOfRemark(
  remark: Pick<MonthlyRemark, 'communityId' | 'helperId' | 'month'>,
): string {
  const { communityId, helperId, month } = remark
  return `monthly_remarks:remark_sealed:${communityId}.${helperId}.${month}`
}

/** An act with its words; null where the seal does not fit. */
export type OpenedAct = Omit<PairingAct, 'bodySealed' | 'outcomeSealed'> & {
  readonly body: ActBody | null
  readonly outcome: string | null
}

export function openAct(
  keys: SealKeys,
  { bodySealed, outcomeSealed, ...act }: PairingAct,
): OpenedAct {
  const body = openBody<ActBody>(keys, placeOfAct(act, 'body_sealed'), bodySealed) ?? null
  const outcome = openBody<string>(keys, placeOfAct(act, 'outcome_sealed'), outcomeSealed) ?? null
  return { ...act, body, outcome }
}
