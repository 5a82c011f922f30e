import type { QueuePlace } from '../model/requests.ts'

/** Safety now, then the promise, then who came first, then the id (product.md, The queue). */
export function compareInQueue(left: QueuePlace, right: QueuePlace): number {
  if (left.safetyNow !== right.safetyNow) return left.safetyNow ? -1 : 1
  if (left.promisedBy !== right.promisedBy) return left.promisedBy < right.promisedBy ? -1 : 1
  if (left.registeredAt !== right.registeredAt) {
    return left.registeredAt < right.registeredAt ? -1 : 1
  }
  return left.id < right.id ? -1 : Number(left.id > right.id)
}

export function queueOrder<Place extends QueuePlace>(places: readonly Place[]): Place[] {
  return [...places].sort(compareInQueue)
}

/** 前面还有 N 件: how many of `waiting` come before; a number, never whose or why. */
export function countAhead(place: QueuePlace, waiting: readonly QueuePlace[]): number {
  return waiting.filter((other) => other.id !== place.id && compareInQueue(other, place) < 0).length
}
