import {
  common,
  communityOf,
  isLimited,
  kindOf,
  no,
  ownerOf,
  savings,
  type Book,
  type Journal,
  type Ref,
} from './book.ts'

/**
 * Undoes a journal, each line swapped, the last first, and returns what had to be written off. What
 * an account has no longer available is fetched from where the savings are now, if they have moved
 * on, and the rest is covered from `adjustment`, for which two people are needed.
 */
export function reverse(
  book: Book,
  journal: Journal,
  byTwo: boolean,
  source: string,
  now: string,
): number {
  const has = (reason: string) => journal.lines.some((line) => line.reason === reason)
  if (has('reversal')) no('ledger.reversal-of-reversal')
  if (journal.reversed) no('ledger.already-reversed')
  if (has('move')) no('ledger.move-not-reversed')
  const undo = book.open({ source, at: now })
  let shortfallMinutes = 0
  for (const { debit, credit, amount, sequence } of readBackwards(journal)) {
    let missing = isLimited(credit) ? Math.max(0, amount - book.available(credit)) : 0
    const from = homeOf(book, credit)
    if (from) {
      const brought = Math.min(missing, Math.max(0, book.available(from)))
      if (brought > 0) carry(book, undo, from, credit, brought)
      missing -= brought
    }
    if (missing > 0) {
      shortfallMinutes += missing
      const adjustment = common(communityOf(credit), 'adjustment')
      const cover = { debit: adjustment, credit, amount: missing, reason: 'write-off' }
      book.post(undo, { ...cover, closedLater: true })
    }
    const swapped = { debit: credit, credit: debit, amount, reason: 'reversal' }
    book.post(undo, { ...swapped, reverses: sequence, closedLater: true })
    const to = homeOf(book, debit)
    if (to) carry(book, undo, debit, to, amount)
  }
  if (shortfallMinutes > 0 && !byTwo) no('ledger.shortfall-needs-two', { shortfallMinutes })
  if (touchesClosed(book, undo)) no('ledger.account-closed')
  journal.reversed = true
  return shortfallMinutes
}

/** Within a community as it was posted; communities one after the other. */
function readBackwards({ lines }: Journal): Journal['lines'] {
  return [...lines].sort((left, right) =>
    left.community === right.community
      ? right.sequence - left.sequence
      : left.community < right.community
        ? 1
        : -1,
  )
}

/** Where savings are now, when they have moved on from here. */
function homeOf(book: Book, ref: Ref): Ref | null {
  if (kindOf(ref) !== 'savings') return null
  const { books, id } = book.person(ownerOf(ref))
  return books === communityOf(ref) ? null : savings(books, id)
}

function carry(book: Book, undo: Journal, debit: Ref, credit: Ref, amount: number): void {
  book.pay(undo, { debit, credit, amount, reason: 'move', closedLater: true })
}

/** An account that its owner has moved away from only passes on what it is given. */
function touchesClosed(book: Book, { lines }: Journal): boolean {
  return lines
    .flatMap(({ debit, credit }) => [debit, credit])
    .some((ref) => book.at(ref).closed && homeOf(book, ref) === null)
}
