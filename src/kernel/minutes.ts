import { Decimal } from 'decimal.js'

/**
 * A whole number of minutes, −10⁹ to 10⁹: the only unit in which time served and credits are
 * counted. Amounts are positive; balances may be negative. See docs/adr/0001-minutes.md.
 */
export type Minutes = number & { readonly __brand: 'Minutes' }

export const MAX_MINUTES = 1_000_000_000
export const ZERO = 0 as Minutes

const Exact = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_UP })
const FACTOR = /^\d{1,3}(\.\d{1,4})?$/

/** A whole number within the bounds, of either sign. Strings and −0 are not. */
export function isMinutes(value: unknown): value is Minutes {
  return (
    typeof value === 'number' &&
    Number.isSafeInteger(value) &&
    Math.abs(value) <= MAX_MINUTES &&
    !Object.is(value, -0)
  )
}

/** What may be posted, held or recorded: at least one whole minute. */
export function isAmount(value: unknown): value is Minutes {
  return isMinutes(value) && value > 0
}

/** The door for amounts from outside: nothing is coerced and nothing is rounded. */
export function parseMinutes(value: unknown): Minutes | undefined {
  return isAmount(value) ? value : undefined
}

/** Brands the result of our own arithmetic. Throws on anything else: that would be our fault. */
export function minutes(value: number): Minutes {
  const whole = value === 0 ? 0 : value
  if (!isMinutes(whole)) throw new RangeError(`not a whole number of minutes: ${value}`)
  return whole
}

/** A factor as policies write it: `1`, `0.5`, `1.25`; up to 999.9999, never negative. */
export function isFactor(value: unknown): value is string {
  return typeof value === 'string' && FACTOR.test(value)
}

/** Credits for time served: `serviceMinutes` × `multiplier`, 四舍五入 to whole minutes. */
export function creditsFor(serviceMinutes: Minutes, multiplier: string): Minutes {
  return scaled(serviceMinutes, multiplier)
}

/** `amount` × `factor`, halves rounded away from zero, as people round by hand. */
export function scaled(amount: Minutes, factor: string): Minutes {
  if (factor === '1') return amount
  if (!isFactor(factor)) throw new RangeError(`not a factor: ${factor}`)
  return minutes(new Exact(amount).times(factor).round().toNumber())
}

/** `12 小时 30 分`, `45 分`, `0 分`; a negative amount starts with the minus sign U+2212. */
export function formatMinutes(amount: Minutes): string {
  const whole = Math.abs(amount)
  const hours = Math.floor(whole / 60)
  const rest = whole % 60
  const parts: string[] = []
  if (hours > 0) parts.push(`${hours} 小时`)
  if (rest > 0 || hours === 0) parts.push(`${rest} 分`)
  return `${amount < 0 ? '−' : ''}${parts.join(' ')}`
}
