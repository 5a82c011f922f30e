import type { FreshCommand } from '../../db/command.ts'
import { oneByOne, type Batch, type BatchPlan } from '../../db/commands.ts'
import { auditEventOf, recordActs, type Act } from '../audit/record-acts.ts'
import type { AuditEvent } from '../audit/model.ts'
import { draftOf, saveBooks, type LoadedBooks } from './open-books.ts'
import type { Draft } from './rules/books.ts'

/** What the commands of one batch share: the draft, and the acts to file with it. */
export type Posting<L> = {
  readonly locked: L
  readonly draft: Draft
  /** Files an act together with the books; call it once the draft has accepted. */
  readonly file: (command: Pick<FreshCommand<unknown>, 'actor' | 'id' | 'scope'>, act: Act) => void
}

/**
 * The work of a posting use case without a hot path: commands one after the other on one draft,
 * which is written once at the end. A handler changes the draft last of all: a refusal after that
 * would take back its own rows and not the draft's.
 */
export function postOneByOne<I, O, L extends { readonly books: LoadedBooks }>(
  handle: (batch: Batch, command: FreshCommand<I>, posting: Posting<L>) => Promise<O>,
): BatchPlan<I, O, L>['work'] {
  return async (batch, commands, locked) => {
    const draft = draftOf(batch, locked.books)
    const events: AuditEvent[] = []
    const posting: Posting<L> = {
      locked,
      draft,
      file: (command, act) => void events.push(auditEventOf(batch, command, act)),
    }
    const work = oneByOne<I, O>((own, command) => handle(own, command, posting))
    const results = await work(batch, commands, locked)
    await Promise.all([saveBooks(batch, draft), recordActs(batch, events)])
    return results
  }
}

/**
 * Between the reading that said which books to lock and the lock somebody's books moved, or more was
 * posted of what is to be undone. The code is PostgreSQL's serialization failure, so the transaction
 * runs again and reads anew.
 */
export class BooksMovedError extends Error {
  readonly code = '40001'

  constructor() {
    super('books moved before they were locked')
  }
}
