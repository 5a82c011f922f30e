import type { Queryable } from '../../db/client.ts'
import { civilDateOf, type Instant } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import { isId, type Id } from '../../kernel/ids.ts'
import { findMemberships } from '../person/find-memberships.ts'
import { findPersons } from '../person/find-persons.ts'
import { matchPeople } from '../person/match-people.ts'
import { dutyErrors } from './errors.ts'

/** All of them are known and have not left. @throws `duty.person-not-found` */
export async function requirePersons(tx: Queryable, personIds: readonly Id[]): Promise<void> {
  const found = await findPersons(tx, personIds)
  const isGone = (id: Id) => found.get(id)?.leftAt !== null
  if (personIds.some(isGone)) throw new DomainError(dutyErrors['person-not-found'])
}

/** And belong to the community; who does not is not there. @throws `duty.person-not-found` */
export async function requireOfCommunity(
  tx: Queryable,
  communityId: Id,
  personIds: readonly Id[],
): Promise<void> {
  const found = await findPersons(tx, personIds)
  const held = await findMemberships(tx, personIds)
  const belongs = (id: Id) => {
    const person = found.get(id)
    if (!person || person.leftAt !== null) return false
    const ties = [...(held.get(id) ?? [])]
    return person.booksCommunityId === communityId || ties.some((tie) => tie.endsWith(communityId))
  }
  if (!personIds.every(belongs)) throw new DomainError(dutyErrors['person-not-found'])
}

type Asked = { readonly communityId: Id; readonly who: readonly string[]; readonly now: Instant }

/**
 * Whom a list means, in its words: an id, a card number or a whole name of the community; all or none.
 * @throws `duty.person-not-found`, `duty.person-ambiguous`, `duty.person-twice`, with `who` in details
 */
export async function resolvePeople(
  tx: Queryable,
  { communityId, who, now }: Asked,
): Promise<readonly Id[]> {
  const matches = await matchPeople(tx, communityId, who, civilDateOf(now))
  const ids = who.map((label) => {
    if (isId(label)) return label
    const [only, second] = [...new Set((matches.get(label) ?? []).map((one) => one.personId))]
    if (!only) throw new DomainError(dutyErrors['person-not-found'], { who: label })
    if (second) throw new DomainError(dutyErrors['person-ambiguous'], { who: label })
    return only
  })
  if (new Set(ids).size < ids.length) throw new DomainError(dutyErrors['person-twice'])
  await requireOfCommunity(tx, communityId, ids)
  return ids
}
