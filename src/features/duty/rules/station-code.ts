import { createHmac, timingSafeEqual } from 'node:crypto'
import { epochMs, instantOf, MINUTE_MS, type Instant } from '../../../kernel/clock.ts'
import { refuse, type Refusal } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { dutyErrors } from '../errors.ts'
import type { PresenceProof } from '../model/sign-ups.ts'

/** As long as RFC 6238 has it: the screen's clock and the code's are one server's. */
const STEP_MS = 30_000

/** A community and the key that signs for it, which no other community's fits. */
export type Station = { readonly communityId: Id; readonly key: Buffer }

export type StationCode = {
  readonly code: string
  /** Six digits, for who types. */
  readonly digits: string
  readonly secondsLeft: number
}

/** What proved that somebody is at the station, and when. */
export type Proven = { readonly how: Exclude<PresenceProof, 'coordinator'>; readonly at: Instant }

function stepOf(now: Instant): number {
  return Math.floor(epochMs(now) / STEP_MS)
}

function sign({ communityId, key }: Station, what: string): Buffer {
  return createHmac('sha256', key).update(`${communityId} ${what}`, 'utf8').digest()
}

function macOf(station: Station, what: string): string {
  return sign(station, what).subarray(0, 16).toString('base64url')
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** What the screen shows now. */
export function stationCodeAt(station: Station, now: Instant): StationCode {
  const step = stepOf(now)
  return {
    code: `c${step.toString(36)}-${macOf(station, `code ${step}`)}`,
    digits: digitsAt(station, step),
    secondsLeft: Math.ceil(((step + 1) * STEP_MS - epochMs(now)) / 1_000),
  }
}

function digitsAt(station: Station, step: number): string {
  return String(sign(station, `digits ${step}`).readUInt32BE(0) % 1_000_000).padStart(6, '0')
}

/** Kept by the phone that scanned, while its owner signs in and confirms. */
export function passOf(station: Station, { how, at }: Proven): string {
  const what = `p${epochMs(at).toString(36)}-${how}`
  return `${what}-${macOf(station, what)}`
}

/**
 * Judges what was scanned, typed or kept: the present code and the one before it, so that it works
 * when several stand in line; a pass as long as the policy says. An old code that was ours is
 * expired, anything else is wrong.
 */
export function readProof(
  station: Station,
  text: string,
  now: Instant,
  scanMinutes: number,
): Proven | Refusal {
  if (/^\d{6}$/.test(text)) return readDigits(station, text, now)
  if (text.startsWith('p')) return readPass(station, text, now, scanMinutes)
  const [, digits = '', mac = ''] = /^c([0-9a-z]{1,10})-([\w-]{22})$/.exec(text) ?? []
  const step = Number.parseInt(digits, 36)
  if (mac === '' || !isSame(mac, macOf(station, `code ${step}`))) {
    return refuse(dutyErrors['code-wrong'])
  }
  const age = stepOf(now) - step
  if (age === 0 || age === 1) return { how: 'code', at: now }
  return refuse(dutyErrors[age > 1 ? 'code-expired' : 'code-wrong'])
}

function readDigits(station: Station, text: string, now: Instant): Proven | Refusal {
  const step = stepOf(now)
  const fits = [step, step - 1].some((one) => isSame(text, digitsAt(station, one)))
  return fits ? { how: 'digits', at: now } : refuse(dutyErrors['code-wrong'])
}

function readPass(
  station: Station,
  text: string,
  now: Instant,
  scanMinutes: number,
): Proven | Refusal {
  const parts = /^(p([0-9a-z]{1,10})-(code|digits))-([\w-]{22})$/.exec(text)
  const [, what = '', time = '', how = '', mac = ''] = parts ?? []
  if (mac === '' || !isSame(mac, macOf(station, what))) return refuse(dutyErrors['code-wrong'])
  const at = instantOf(Number.parseInt(time, 36))
  const ageMs = epochMs(now) - epochMs(at)
  if (ageMs < 0 || ageMs > scanMinutes * MINUTE_MS) return refuse(dutyErrors['code-expired'])
  return { how: how === 'digits' ? 'digits' : 'code', at }
}
