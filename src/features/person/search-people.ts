import { inRead, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, systemNow } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { decodeCursor, pageOf, type Page } from '../../kernel/paging.ts'
import { lookupHash, unseal } from '../../kernel/seal.ts'
import { maskPhone, normalisePhone } from '../../kernel/text.ts'
import { selectPeople, type FoundPerson } from './store/people.ts'

export type SearchPeople = {
  readonly communityId: Id
  /** Part of a name, a whole card or certificate number, or a whole phone number. */
  readonly query: string
  readonly cursor: string | null
  readonly limit: number
}

/** The number is masked; null when there is none or it cannot be unsealed. */
export type ListedPerson = Omit<FoundPerson, 'phoneSealed'> & { readonly phone: string | null }

/** For coordinators of the community; the caller has checked the role. */
export async function searchPeople(ctx: Ctx, input: SearchPeople): Promise<Page<ListedPerson>> {
  const key = input.cursor ? decodeCursor(input.cursor, ['string', 'id']) : undefined
  const text = input.query.trim()
  const phone = normalisePhone(text)
  const rows = await inRead(ctx, (tx) =>
    selectPeople(tx, {
      communityId: input.communityId,
      text,
      phoneHash: phone ? lookupHash(ctx.sealKeys, phone) : null,
      today: civilDateOf(ctx.fixedNow?.() ?? systemNow()),
      after: key ? { name: key[0], id: key[1] } : null,
      limit: input.limit + 1,
    }),
  )
  const people = rows.map((person) => listedPerson(ctx, person))
  return pageOf(people, input.limit, ({ name, id }) => [name, id])
}

export function listedPerson(ctx: Ctx, { phoneSealed, ...person }: FoundPerson): ListedPerson {
  return { ...person, phone: maskedPhone(ctx, person.id, phoneSealed) }
}

export function maskedPhone(ctx: Ctx, personId: Id, sealed: string | null): string | null {
  if (sealed === null) return null
  const phone = unseal(ctx.sealKeys, sealed, `persons:phone_sealed:${personId}`)
  return phone === undefined ? null : maskPhone(phone)
}
