import { civilDateOf, type CivilDate } from '../../kernel/clock.ts'
import { accountNames, transferNames } from '../ledger/messages.ts'
import type { Books, PlainTextForm } from './model.ts'
import { makeBeancount } from './rules/beancount.ts'
import { makeHledger } from './rules/hledger.ts'
import type { MakePlainText } from './rules/plain-text.ts'

const forms: Readonly<Record<PlainTextForm, MakePlainText>> = {
  hledger: makeHledger,
  beancount: makeBeancount,
}

/**
 * Books in a form that hledger or Beancount reads, page by page. The balances that we keep are
 * asserted at the end: the other program adds up and compares. `facts` are remarks at the head.
 */
export async function* exportBooks(
  books: Books,
  form: PlainTextForm,
  facts: readonly string[],
): AsyncGenerator<string> {
  const text = forms[form]({ accounts: accountNames, transfers: transferNames })
  yield text.head(books, facts)
  let lastOn: CivilDate | undefined
  for await (const page of books.pages) {
    yield page.map((transfer) => text.transfer(transfer)).join('')
    for (const { recordedAt } of page) {
      const on = civilDateOf(recordedAt)
      if (lastOn === undefined || on > lastOn) lastOn = on
    }
  }
  if (lastOn !== undefined) yield text.closing(books, lastOn)
}
