import { inRead, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, systemNow } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { nameQuery } from '../../kernel/name-search.ts'
import { decodeCursor, pageOf, type Page } from '../../kernel/paging.ts'
import { lookupHash, unseal } from '../../kernel/seal.ts'
import { cleanText, maskPhone, normalisePhone } from '../../kernel/text.ts'
import { phoneDrawerOf } from './file-search-terms.ts'
import {
  selectPeople,
  selectPhoneDrawer,
  type FoundPerson,
  type WantedPeople,
} from './store/people.ts'

export type SearchPeople = {
  /** Whose people; null is the whole district. */
  readonly communityIds: readonly Id[] | null
  /**
   * Part of a name, its pinyin or initials, a card or certificate number or the end of one, a phone
   * number or its last four digits and more; '' is everybody.
   */
  readonly query: string
  readonly cursor: string | null
  readonly limit: number
}

/** The number is masked; null when there is none or it cannot be unsealed. */
export type ListedPerson = Omit<FoundPerson, 'phoneSealed'> & { readonly phone: string | null }

const LONGEST_QUERY = 60
/** Fewer digits mean too many. */
const NUMBER_END = /^(?=.*\d)[A-Z0-9]{3,20}$/
const PHONE_END = /^\d{4,11}$/

/** For those who keep the people of the communities; the caller has checked the role. */
export async function searchPeople(ctx: Ctx, input: SearchPeople): Promise<Page<ListedPerson>> {
  const { communityIds, limit } = input
  const text = cleanText(input.query, LONGEST_QUERY, { blank: true })
  if (text === undefined) return { items: [], nextCursor: null }
  const key = input.cursor ? decodeCursor(input.cursor, ['string', 'id']) : undefined
  const wanted = text === '' ? null : await wantedBy(ctx, communityIds, text)
  const rows = await inRead(ctx, (tx) =>
    selectPeople(tx, {
      communityIds,
      wanted,
      today: civilDateOf(ctx.fixedNow?.() ?? systemNow()),
      after: key ? { name: key[0], id: key[1] } : null,
      limit: limit + 1,
    }),
  )
  const people = rows.map((person) => listedPerson(ctx, person))
  return pageOf(people, limit, ({ name, id }) => [name, id])
}

async function wantedBy(
  ctx: Ctx,
  communityIds: readonly Id[] | null,
  text: string,
): Promise<WantedPeople> {
  const phone = normalisePhone(text)
  const number = text.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '')
  return {
    name: nameQuery(text) ?? null,
    number: NUMBER_END.test(number) ? number : null,
    phoneHash: phone ? lookupHash(ctx.sealKeys, phone) : null,
    ids: PHONE_END.test(number) ? await endingWith(ctx, communityIds, number) : [],
  }
}

/** Whose phone ends with these digits: those of their drawer are unsealed and looked at. */
async function endingWith(
  ctx: Ctx,
  communityIds: readonly Id[] | null,
  digits: string,
): Promise<readonly Id[]> {
  const drawer = phoneDrawerOf(ctx.sealKeys, digits)
  const phones = await inRead(ctx, (tx) => selectPhoneDrawer(tx, drawer, communityIds))
  return phones
    .filter(({ id, phoneSealed }) => openPhone(ctx, id, phoneSealed)?.endsWith(digits))
    .map(({ id }) => id)
}

export function listedPerson(ctx: Ctx, { phoneSealed, ...person }: FoundPerson): ListedPerson {
  return { ...person, phone: maskedPhone(ctx, person.id, phoneSealed) }
}

export function maskedPhone(ctx: Ctx, personId: Id, sealed: string | null): string | null {
  const phone = sealed === null ? undefined : openPhone(ctx, personId, sealed)
  return phone === undefined ? null : maskPhone(phone)
}

function openPhone(ctx: Ctx, personId: Id, sealed: string): string | undefined {
  return unseal(ctx.sealKeys, sealed, `persons:phone_sealed:${personId}`)
}
