import type { AppContext } from '../../../http/env.ts'
import type { Id } from '../../../kernel/ids.ts'
import { chosenCommunity, type ChosenCommunity } from '../../person/pages/communities.tsx'
import { listDuties } from '../list-duties.ts'
import type { Duty } from '../model/rosters.ts'
import { readToday } from '../read-today.ts'
import { showRoster, type ShownRoster } from '../show-roster.ts'
import { monthOf, type Month } from './roster-words.ts'

export const keepers = ['coordinator']

/** What of the rosters is in view. */
export type RosterPlace = {
  readonly place: ChosenCommunity
  readonly duties: readonly Duty[]
  readonly duty: Duty | undefined
  readonly month: Month
  readonly today: ShownRoster['days'][number]['dutyOn']
  readonly roster: ShownRoster | undefined
}

type Asked = {
  readonly community?: string | undefined
  readonly duty?: string | undefined
  readonly month?: string | undefined
}

/** @throws `request.not-found` for whoever does not coordinate there */
export async function rosterPlaceOf(c: AppContext, asked: Asked): Promise<RosterPlace> {
  const { ctx } = c.get('services')
  const place = await chosenCommunity(c, keepers, asked.community || undefined)
  const communityId = place.chosen.value
  const duties = await listDuties(ctx, communityId)
  const duty = duties.find(({ id }) => id === asked.duty) ?? duties[0]
  const today = await readToday(ctx)
  const month = monthOf(asked.month, today)
  const { fromOn, untilOn } = month
  const roster = duty && (await showRoster(ctx, { communityId, dutyId: duty.id, fromOn, untilOn }))
  return { place, duties, duty, month, today, roster }
}

export function rosterHref(
  communityId: Id,
  duty: { readonly id: Id } | undefined,
  month?: string,
): string {
  const query = new URLSearchParams({ community: communityId })
  if (duty) query.set('duty', duty.id)
  if (month) query.set('month', month)
  return `/rosters?${query.toString()}`
}
