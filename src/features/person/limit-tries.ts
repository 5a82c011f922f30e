import type { Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import { signInErrors } from './errors.ts'
import { consumeTry, returnTry, type Limit } from './store/rate-limits.ts'

/** Requests for codes; a station's people share one address. */
const requests = {
  phone: { name: 'code-phone', points: 5, seconds: 600 },
  phoneDay: { name: 'code-phone-day', points: 20, seconds: 86_400 },
  address: { name: 'code-address', points: 100, seconds: 600 },
} as const satisfies Record<string, Limit>

/** Guesses: what succeeds is given back, so these count wrong ones only. */
const guesses = {
  phone: { name: 'guess-phone', points: 10, seconds: 3_600 },
  address: { name: 'guess-address', points: 10, seconds: 600 },
} as const satisfies Record<string, Limit>

/** Papers that somebody without a sign-in looks up: wrong ones only, as above. */
const checks = { name: 'check-address', points: 30, seconds: 600 } as const satisfies Limit

/** Six digits that somebody types at a station: wrong ones only. */
const stationTries = { name: 'guess-station', points: 10, seconds: 600 } as const satisfies Limit

/** Counts before the digits are looked at; false when there were too many. */
export function takeStationTry(ctx: Ctx, personId: string): Promise<boolean> {
  return consumeTry(ctx.db, stationTries, personId)
}

export function forgiveStationTry(ctx: Ctx, personId: string): Promise<void> {
  return returnTry(ctx.db, stationTries, personId)
}

/** Counts a look-up before it is made; false when there were too many. */
export function takeCheck(ctx: Ctx, address: string): Promise<boolean> {
  return consumeTry(ctx.db, checks, address)
}

export function forgiveCheck(ctx: Ctx, address: string): Promise<void> {
  return returnTry(ctx.db, checks, address)
}

/** @throws `sign-in.too-many-requests`, whether or not the phone is known */
export async function limitRequests(ctx: Ctx, phoneHash: string, address: string): Promise<void> {
  const granted =
    (await consumeTry(ctx.db, requests.address, address)) &&
    (await consumeTry(ctx.db, requests.phone, phoneHash)) &&
    (await consumeTry(ctx.db, requests.phoneDay, phoneHash))
  if (!granted) throw new DomainError(signInErrors['too-many-requests'])
}

/** Counts before the guess is looked at. @throws `sign-in.too-many-tries` */
export async function limitTries(
  ctx: Ctx,
  phoneHash: string | undefined,
  address: string,
): Promise<void> {
  const granted =
    (await consumeTry(ctx.db, guesses.address, address)) &&
    (phoneHash === undefined || (await consumeTry(ctx.db, guesses.phone, phoneHash)))
  if (!granted) throw new DomainError(signInErrors['too-many-tries'])
}

export async function forgiveTry(ctx: Ctx, phoneHash: string, address: string): Promise<void> {
  await returnTry(ctx.db, guesses.address, address)
  await returnTry(ctx.db, guesses.phone, phoneHash)
}
