import { inRead, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, systemNow } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { unseal } from '../../kernel/seal.ts'
import { linesOf, type PairingLine } from './list-pairings.ts'
import { deeds, type Deed } from './model/pairings.ts'
import { openAct, type OpenedAct } from './open-act.ts'
import { selectActsFor, selectAddresses, selectPairingsOf } from './store/pairings.ts'
import { selectPeopleOf } from './store/people.ts'

export type OwnPairing = PairingLine & {
  /** Names and where they live; empty when nobody of the household agrees any longer. */
  readonly people: readonly string[]
  readonly address: string | null
  /** What the helper did, with the words, the latest first. */
  readonly acts: readonly OpenedAct[]
  /** 六件事 that are done, and those that are not. */
  readonly deeds: readonly { readonly deed: Deed; readonly done: boolean }[]
}

/** 我结对的户: a helper's households with what is next, the nearest day first. */
export function listOwnPairings(ctx: Ctx, helperId: Id): Promise<readonly OwnPairing[]> {
  const today = civilDateOf(ctx.fixedNow?.() ?? systemNow())
  return inRead(ctx, async (tx) => {
    const pairings = await selectPairingsOf(tx, helperId)
    const householdIds = pairings.map(({ householdId }) => householdId)
    const people = await selectPeopleOf(tx, householdIds)
    const addresses = await selectAddresses(tx, householdIds)
    const found: OwnPairing[] = []
    for (const communityId of new Set(pairings.map((one) => one.communityId))) {
      const there = pairings.filter((one) => one.communityId === communityId)
      const acts = await selectActsFor(tx, communityId, householdIds)
      for (const line of await linesOf(tx, communityId, there, today)) {
        const { householdId, consented } = line
        const own = acts.filter((act) => act.pairingId === line.id)
        const home = people.filter((person) => person.householdId === householdId)
        const done = new Set(own.map(({ detail }) => detail))
        const sealed = addresses.get(householdId)
        const place = `households:address_sealed:${householdId}`
        const address = sealed ? (unseal(ctx.sealKeys, sealed, place) ?? null) : null
        found.push({
          ...line,
          people: consented ? home.map(({ name }) => name) : [],
          address: consented ? address : null,
          acts: consented ? own.map((act) => openAct(ctx.sealKeys, act)) : [],
          deeds: deeds.map((deed) => ({ deed, done: done.has(deed) })),
        })
      }
    }
    const due = ({ nextOn }: OwnPairing) => nextOn ?? '9999'
    return found.sort((a, b) => due(a).localeCompare(due(b)))
  })
}
