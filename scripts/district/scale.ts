/** How large a district the demonstration tells of. */
export type Scale = {
  readonly name: string
  readonly communities: number
  readonly weeks: number
}

const COMMUNITIES = 187
const WEEKS = 53

/** A community more than the twelve with names, and weeks enough for what the small story tells. */
const LEAST = { communities: 13, weeks: 15 }

/** `district` is the whole of it; `20x16` twenty communities and sixteen weeks of it. */
export function parseScale(text: string): Scale | undefined {
  if (text === 'district') return { name: text, communities: COMMUNITIES, weeks: WEEKS }
  const [, communities, weeks] = (/^(\d{1,3})x(\d{1,2})$/.exec(text) ?? []).map(Number)
  if (communities === undefined || weeks === undefined) return undefined
  if (communities < LEAST.communities || communities > COMMUNITIES) return undefined
  if (weeks < LEAST.weeks || weeks > WEEKS) return undefined
  return { name: text, communities, weeks }
}

const PARTY_VOLUNTEERS = 5_131
const SOCIAL_VOLUNTEERS = 2_000
const RESIDENTS = 45_000

/** How many of the district's each community has: its share, with nobody lost to rounding. */
export function shareOf(kind: 'members' | 'social' | 'residents', index: number): number {
  const total = { members: PARTY_VOLUNTEERS, social: SOCIAL_VOLUNTEERS, residents: RESIDENTS }[kind]
  const upTo = (count: number) => Math.floor((count * total) / COMMUNITIES)
  return upTo(index + 1) - upTo(index)
}
