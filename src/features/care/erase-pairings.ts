import type { Batch } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Eraser } from '../person/lock-erasable.ts'
import { ERASED_TEXT, type Erased } from '../person/model.ts'
import { withoutWords } from './erase-notes.ts'
import { careErrors } from './errors.ts'
import type { PairingAct } from './model/pairings.ts'
import { placeOfAct, placeOfRemark } from './open-act.ts'
import { sealBody } from './seal-body.ts'
import { scrubFixes } from './store/fixes.ts'
import {
  selectActsIn,
  selectLonelyHousehold,
  selectPairingsOf,
  selectRemarksIn,
  setActs,
  setRemarks,
} from './store/pairings.ts'

/**
 * That somebody was paired, what kind of help there was and when stays; the words go: whole where the
 * household has nobody else, else what names the person. @throws `care.pairing-open`
 */
export const erasePairings: Eraser = {
  async requireSettled({ ctx: { tx } }, personId) {
    const open = await selectPairingsOf(tx, personId)
    if (open.length > 0) throw new DomainError(careErrors['pairing-open'])
  },
  async erase(batch, erased) {
    await eraseActs(batch, erased)
    await eraseRemarks(batch, erased)
    await scrubFixes(batch.ctx.tx, erased)
    return []
  },
}

async function eraseActs(batch: Batch, erased: Erased): Promise<void> {
  const { tx, sealKeys } = batch.ctx
  const emptied = await selectLonelyHousehold(tx, erased.personId)
  const acts = await selectActsIn(tx, erased.communityIds)
  const gone = { text: ERASED_TEXT, next: null, thing: null, unit: null }
  await setActs(
    tx,
    acts.flatMap((act) => {
      const places = [placeOfAct(act, 'body_sealed'), placeOfAct(act, 'outcome_sealed')] as const
      const key = { communityId: act.communityId, id: act.id }
      if (act.householdId === emptied) {
        const bodySealed = sealBody(sealKeys, places[0], gone)
        const outcomeSealed = act.outcomeSealed && sealBody(sealKeys, places[1], ERASED_TEXT)
        return [{ ...key, bodySealed, outcomeSealed }]
      }
      const body = withoutWords(batch, places[0], act.bodySealed, erased)
      const outcome = withoutWords(batch, places[1], act.outcomeSealed, erased)
      return body === undefined && outcome === undefined
        ? []
        : [{ ...key, ...kept(act, body, outcome) }]
    }),
  )
}

function kept(act: PairingAct, body: string | undefined, outcome: string | undefined) {
  return { bodySealed: body ?? act.bodySealed, outcomeSealed: outcome ?? act.outcomeSealed }
}

async function eraseRemarks(batch: Batch, erased: Erased): Promise<void> {
  const { tx, sealKeys } = batch.ctx
  const remarks = await selectRemarksIn(tx, erased.personId, erased.communityIds)
  await setRemarks(
    tx,
    remarks.flatMap((remark) => {
      const place = placeOfRemark(remark)
      const { communityId, helperId, month } = remark
      const key = { communityId, helperId, month }
      if (helperId === erased.personId) {
        return [{ ...key, remarkSealed: sealBody(sealKeys, place, ERASED_TEXT) }]
      }
      const left = withoutWords(batch, place, remark.remarkSealed, erased)
      return left === undefined ? [] : [{ ...key, remarkSealed: left }]
    }),
  )
}
