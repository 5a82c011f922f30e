import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Instant } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { decodeCursor, pageOf, type Page } from '../../kernel/paging.ts'
import { findPersons } from '../person/find-persons.ts'
import { careErrors } from './errors.ts'
import type { ConsentItem, OpeningReason } from './model/notes.ts'
import { openBody, placeOfReason } from './seal-body.ts'
import { selectOpeningsAbout } from './store/openings.ts'
import { selectHouseholdPeople, selectNames } from './store/people.ts'

export type FamilyOpening = {
  readonly communityId: Id
  readonly openingId: Id
  readonly openedAt: Instant
  readonly openedBy: string
  readonly reasonKind: OpeningReason
  /** Null where the words are gone. */
  readonly reason: string | null
  readonly items: readonly { readonly name: string; readonly item: ConsentItem }[]
}

export type ListOpenings = {
  readonly personId: Id
  readonly cursor: string | null
  readonly limit: number
}

/**
 * Who opened the file of somebody's household, when, why and which items, the latest first: for
 * those who live there. @throws `care.cursor-malformed`, `care.person-not-found`
 */
export function listOpenings(ctx: Ctx, input: ListOpenings): Promise<Page<FamilyOpening>> {
  const key = input.cursor === null ? null : decodeCursor(input.cursor, ['id'])
  if (key === undefined) throw new DomainError(careErrors['cursor-malformed'])
  return inRead(ctx, async (tx) => {
    const person = (await findPersons(tx, [input.personId])).get(input.personId)
    if (!person) throw new DomainError(careErrors['person-not-found'])
    const people = (await selectHouseholdPeople(tx, person)).map(({ id }) => id)
    const beforeId = key?.[0] ?? null
    const rows = await selectOpeningsAbout(tx, people, { beforeId, limit: input.limit + 1 })
    const seen = new Set(people)
    const names = await selectNames(tx, [...people, ...rows.map((row) => row.openedById)])
    const openings = rows.map((row) => ({
      ...{ communityId: row.communityId, openingId: row.id, openedAt: row.openedAt },
      ...{ openedBy: names.get(row.openedById) ?? '', reasonKind: row.reasonKind },
      reason: openBody<string>(ctx.sealKeys, placeOfReason(row), row.reasonSealed) ?? null,
      items: row.items
        .filter(({ personId }) => seen.has(personId))
        .map(({ personId, item }) => ({ name: names.get(personId) ?? '', item })),
    }))
    return pageOf(openings, input.limit, ({ openingId }) => [openingId])
  })
}
