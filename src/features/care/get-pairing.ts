import { inRead, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, systemNow } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { careErrors } from './errors.ts'
import { linesOf, type PairingLine } from './list-pairings.ts'
import type { PairingAct } from './model/pairings.ts'
import { selectActsFor, selectPairing } from './store/pairings.ts'

/** An act without its words. */
export type ActLine = Pick<
  PairingAct,
  'id' | 'pairingId' | 'kind' | 'detail' | 'actedOn' | 'nextOn' | 'quantity' | 'finishedOn'
>

export type PairingView = PairingLine & { readonly acts: readonly ActLine[] }

/**
 * A pairing and what was done under it, without words: those are in the household's file, which is
 * opened with a reason. The caller has checked the role. @throws `care.pairing-not-found`
 */
export function getPairing(
  ctx: Ctx,
  input: { readonly communityId: Id; readonly pairingId: Id },
): Promise<PairingView> {
  const today = civilDateOf(ctx.fixedNow?.() ?? systemNow())
  const { communityId, pairingId } = input
  return inRead(ctx, async (tx) => {
    const pairing = await selectPairing(tx, communityId, pairingId)
    if (!pairing) throw new DomainError(careErrors['pairing-not-found'])
    const [line] = await linesOf(tx, communityId, [pairing], today)
    if (!line) throw new DomainError(careErrors['pairing-not-found'])
    const acts = await selectActsFor(tx, communityId, [pairing.householdId])
    return { ...line, acts: acts.filter((act) => act.pairingId === pairingId).map(lineOf) }
  })
}

function lineOf(act: PairingAct): ActLine {
  const { id, pairingId, kind, detail, actedOn, nextOn, quantity, finishedOn } = act
  return { id, pairingId, kind, detail, actedOn, nextOn, quantity, finishedOn }
}
