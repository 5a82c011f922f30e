/**
 * Errors are data: a closed kind, which decides the status, and a code that is stable for ever.
 * Rules return refusals; use cases throw them as `DomainError`; only `http/problem.ts` catches.
 */
export type ErrorKind =
  | 'malformed'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'invalid'
  | 'limited'
  | 'busy'
  | 'internal'

export type Details = Readonly<Record<string, string | number | boolean | null>>

/** One row of a room's `errors.ts`: what happened, and what the reader can do next, in Chinese. */
export type ErrorCode = {
  readonly code: string
  readonly kind: ErrorKind
  readonly title: string
  readonly advice: string
}

/** A named "no": returned by rules, stored as an outcome, rendered by http. */
export type Refusal = {
  readonly refused: true
  readonly error: ErrorCode
  readonly details: Details
}

export function refuse(error: ErrorCode, details: Details = {}): Refusal {
  return { refused: true, error, details }
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value && value.refused === true
}

/** A refusal on its way out of a use case. */
export class DomainError extends Error {
  readonly refusal: Refusal

  constructor(error: ErrorCode, details: Details = {}) {
    super(error.code)
    this.name = 'DomainError'
    this.refusal = refuse(error, details)
  }
}

/** Returns what a rule accepted, or throws what it refused. */
export function accept<T>(decision: T | Refusal): T {
  if (isRefusal(decision)) throw new DomainError(decision.error, decision.details)
  return decision
}

const registry = new Map<string, ErrorCode>()

/**
 * Declares a room's codes; keys are the last part of the code.
 * `defineErrors('ledger', { 'insufficient-credits': ['conflict', title, advice] })` gives
 * `ledger.insufficient-credits`. Codes are looked up again when a stored outcome is replayed.
 */
export function defineErrors<const T extends Record<string, readonly [ErrorKind, string, string]>>(
  room: string,
  rows: T,
): { readonly [K in keyof T]: ErrorCode } {
  const codes = {} as { [K in keyof T]: ErrorCode }
  for (const key of Object.keys(rows) as (keyof T & string)[]) {
    const row = rows[key]
    if (!row) continue
    const error: ErrorCode = { code: `${room}.${key}`, kind: row[0], title: row[1], advice: row[2] }
    if (registry.has(error.code)) throw new Error(`error code declared twice: ${error.code}`)
    registry.set(error.code, error)
    codes[key] = error
  }
  return codes
}

/** Every declared code, for replays and for `docs/errors.md`. */
export function errorByCode(code: string): ErrorCode | undefined {
  return registry.get(code)
}

export function allErrors(): readonly ErrorCode[] {
  return [...registry.values()].sort((a, b) => a.code.localeCompare(b.code))
}
