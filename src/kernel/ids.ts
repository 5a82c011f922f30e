import { randomFillSync } from 'node:crypto'
import { systemEpochMs } from './clock.ts'

/** A UUIDv7 (RFC 9562), lower case with hyphens; made by the application so that any shard can. */
export type Id = string

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The scope of what belongs to the whole district and to no community. */
export const DISTRICT_SCOPE: Id = '00000000-0000-0000-0000-000000000000'

const RANDOM_BYTES = 10
/** Random bytes are fetched for some hundred ids at once: one call each would cost more than the id. */
const pool = Buffer.allocUnsafe(RANDOM_BYTES * 400)
let taken = pool.length

function takeRandom(): Buffer {
  if (taken === pool.length) {
    randomFillSync(pool)
    taken = 0
  }
  taken += RANDOM_BYTES
  return pool.subarray(taken - RANDOM_BYTES, taken)
}

let lastMs = 0
let counter = 0

/** Ids of one process are strictly increasing: a 12-bit counter runs within a millisecond. */
export function newId(): Id {
  const random = takeRandom()
  const nowMs = systemEpochMs()
  if (nowMs > lastMs) {
    lastMs = nowMs
    counter = random.readUInt16BE(0) & 0x7ff
  } else if (counter < 0xfff) {
    counter += 1
  } else {
    lastMs += 1
    counter = 0
  }
  const time = lastMs.toString(16).padStart(12, '0')
  const variant = ((random[2] ?? 0) & 0x3f) | 0x80
  const tail = random.subarray(3).toString('hex')
  const low = counter.toString(16).padStart(3, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${low}-${variant.toString(16)}${tail.slice(0, 2)}-${tail.slice(2)}`
}

export function isId(text: string): boolean {
  return UUID.test(text)
}
