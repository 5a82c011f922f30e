import type { Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import { drawCode } from './adapters/draw-code.ts'
import type { StationCode } from './rules/station-code.ts'
import { showStationCode } from './show-station-code.ts'

export type DrawnCode = StationCode & {
  /** An image's address. */
  readonly image: string
}

/** What the station's screen shows: the code as a picture that leads phones to `address`. */
export async function drawStationCode(
  ctx: Ctx,
  input: { readonly communityId: Id; readonly address: string },
): Promise<DrawnCode> {
  const shown = showStationCode(ctx, input)
  return { ...shown, image: await drawCode(`${input.address}?code=${shown.code}`) }
}
