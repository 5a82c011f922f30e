import type { Ctx } from '../../db/transaction.ts'
import { systemNow } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { signingKey } from '../../kernel/seal.ts'
import { stationCodeAt, type Station, type StationCode } from './rules/station-code.ts'

/** A station signs with a key of its own, which is nowhere stored: it hangs on the master key. */
export function stationOf(ctx: Ctx, communityId: Id): Station {
  return { communityId, key: signingKey(ctx.sealKeys, `station-code ${communityId}`) }
}

/** What the station's screen shows now, and for how long; for its coordinators. */
export function showStationCode(ctx: Ctx, input: { readonly communityId: Id }): StationCode {
  return stationCodeAt(stationOf(ctx, input.communityId), ctx.fixedNow?.() ?? systemNow())
}
