/**
 * The story's dice: the same words always fall the same way, whatever was thrown before, so that a
 * story which is played again is the same story. 0 to `sides` − 1.
 */
export function dice(words: string, sides: number): number {
  let hash = 0x811c9dc5
  for (const character of words) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return ((hash ^ (hash >>> 12)) >>> 0) % sides
}
