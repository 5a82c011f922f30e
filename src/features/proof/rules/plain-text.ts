import type { CivilDate } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { Books, BooksTransfer, BooksWords, Side } from '../model.ts'

/** The pieces of a file, in its order; `facts` are lines of remarks. */
export type PlainText = {
  head(books: Books, facts: readonly string[]): string
  transfer(transfer: BooksTransfer): string
  /** Asserts the balances that we keep; `lastOn`: the last day with a transfer. */
  closing(books: Books, lastOn: CivilDate): string
}

export type MakePlainText = (words: BooksWords) => PlainText

/**
 * What tells an account from others of its kind, if there are any: savings by the account's own id,
 * which says nothing of the person, clearing by the other community.
 */
export function nameWithin({ kind, ownerId }: Side, id: Id): string {
  if (kind === 'savings') return `:${id}`
  return kind === 'clearing' ? `:${ownerId}` : ''
}

/** A fact may hold a name that somebody typed: it stays on its line. */
export function remarksOf(facts: readonly string[]): string {
  return facts.map((fact) => `; ${fact.replace(/[\p{Cc}\u2028\u2029]/gu, ' ')}\n`).join('')
}
