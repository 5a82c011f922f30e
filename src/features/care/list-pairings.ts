import type { Queryable } from '../../db/client.ts'
import { inRead, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, systemNow, type CivilDate } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import type { ActKind, Pairing, PairingAct } from './model/pairings.ts'
import { maskName } from './rules/notes.ts'
import { selectInForce } from './store/consents.ts'
import { selectActsFor, selectPairings } from './store/pairings.ts'
import { selectNames, selectPeopleOf } from './store/people.ts'

export type PairingLine = Omit<Pairing, 'createdById' | 'createdAt' | 'endedById' | 'endedAt'> & {
  readonly helperName: string
  /** The people of the household, masked. */
  readonly household: readonly string[]
  /** Does somebody of the household agree to it today? */
  readonly consented: boolean
  readonly counts: Readonly<Record<ActKind, number>>
  readonly lastVisitOn: CivilDate | null
  /** When the newest visit said that the next one would be. */
  readonly nextOn: CivilDate | null
}

/** 结对帮扶情况登记表 (SE-47) of a community, open ones first; no words of any act. */
export function listPairings(
  ctx: Ctx,
  input: { readonly communityId: Id },
): Promise<readonly PairingLine[]> {
  const today = civilDateOf(ctx.fixedNow?.() ?? systemNow())
  return inRead(ctx, async (tx) => {
    const pairings = await selectPairings(tx, input.communityId)
    return linesOf(tx, input.communityId, pairings, today)
  })
}

export async function linesOf(
  tx: Queryable,
  communityId: Id,
  pairings: readonly Pairing[],
  today: CivilDate,
): Promise<readonly PairingLine[]> {
  const householdIds = [...new Set(pairings.map(({ householdId }) => householdId))]
  const people = await selectPeopleOf(tx, householdIds)
  const ids = people.map(({ id }) => id)
  const consents = await selectInForce(tx, communityId, ids, today)
  const agreeing = new Set(
    consents.filter(({ item }) => item === 'pairing').map(({ personId }) => personId),
  )
  const acts = await selectActsFor(tx, communityId, householdIds)
  const names = await selectNames(
    tx,
    pairings.map(({ helperId }) => helperId),
  )
  return pairings.map(
    ({ createdById: _, createdAt: __, endedById: ___, endedAt: ____, ...one }) => {
      const home = people.filter(({ householdId }) => householdId === one.householdId)
      return {
        ...one,
        helperName: names.get(one.helperId) ?? '',
        household: home.map(({ name }) => maskName(name)),
        consented: home.some(({ id }) => agreeing.has(id)),
        ...sumsOf(acts.filter(({ pairingId }) => pairingId === one.id)),
      }
    },
  )
}

function sumsOf(
  acts: readonly PairingAct[],
): Pick<PairingLine, 'counts' | 'lastVisitOn' | 'nextOn'> {
  const [newest] = acts.filter(({ kind }) => kind === 'homeVisit')
  return {
    counts: countKinds(acts),
    lastVisitOn: newest?.actedOn ?? null,
    nextOn: newest?.nextOn ?? null,
  }
}

export function countKinds(acts: readonly PairingAct[]): Readonly<Record<ActKind, number>> {
  const of = (kind: ActKind) => acts.filter((act) => act.kind === kind).length
  return {
    homeVisit: of('homeVisit'),
    deed: of('deed'),
    assistance: of('assistance'),
    inKind: of('inKind'),
  }
}
