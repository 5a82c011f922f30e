import { common, no, savings, type Book, type Id, type ServedRecord } from './book.ts'
import { asked, needsClerk, type Ask, type Said } from './asking.ts'
import { giveBack, settle } from './judge-holds.ts'
import { reverse } from './undo.ts'

/** Each record on its own: what one is refused for stops no other. */
export function approve(book: Book, ask: Ask, now: string): Said {
  needsClerk(book, ask)
  const list = (ask.input.records ?? []).map((key) =>
    asked(() => book.whole(() => approveOne(book, ask, key, now))),
  )
  return { yes: {}, list }
}

type Key = { readonly communityId: Id; readonly id: Id }

function recordAt(book: Book, ask: Ask, key: Key): ServedRecord {
  const record = book.records.get(key.id)
  const isHere = record?.community === key.communityId && record.servedAt === ask.scope
  return isHere ? record : no('service.record-not-found')
}

function approveOne(book: Book, ask: Ask, key: Key, now: string): Said {
  const record = recordAt(book, ask, key)
  if (record.state !== 'submitted') no('service.record-decided')
  if (record.person === ask.actor) no('service.own-record')
  const isTaken = [...book.records.values()].some(
    (one) =>
      one.person === record.person &&
      one.state === 'approved' &&
      one.from < record.until &&
      record.from < one.until,
  )
  if (isTaken) no('service.overlap')
  const own = savings(record.community, record.person)
  if (book.at(own).closed) no('ledger.account-closed')
  const chargedMinutes = charge(book, record, now)
  const { credits: creditMinutes } = record
  const kept = Math.min(creditMinutes, Math.max(0, book.cap - book.at(own).balance))
  const overflowMinutes = creditMinutes - kept
  if (creditMinutes > 0) {
    const debit = common(record.community, 'issuance')
    const journal = book.open({ source: 'record', at: record.until })
    record.journal = journal
    const add = (credit: string, amount: number, reason: string) =>
      amount > 0 && book.post(journal, { debit, credit, amount, reason })
    add(own, kept, 'accrual')
    add(common(record.community, 'commons'), overflowMinutes, 'overflow')
  }
  record.state = 'approved'
  return { yes: { approved: true, creditMinutes, overflowMinutes, chargedMinutes } }
}

/** What a visit used of the savings reserved for it; approving never fails for want of them. */
function charge(book: Book, record: ServedRecord, now: string): number {
  const hold = record.hold === null ? undefined : book.holds.get(record.hold)
  if (hold?.state !== 'placed') return 0
  if (hold.expiresAt <= now) {
    giveBack(book, hold, 'expired')
    return 0
  }
  const used = Math.min(record.charge ?? 0, hold.amount + book.available(hold.ref))
  if (used === 0) giveBack(book, hold, 'voided')
  else settle(book, hold, used, record.until)
  return used
}

export function reject(book: Book, ask: Ask): Said {
  needsClerk(book, ask)
  const list = (ask.input.records ?? []).map((key) => asked(() => rejectOne(book, ask, key)))
  return { yes: {}, list }
}

function rejectOne(book: Book, ask: Ask, key: Key): Said {
  const record = recordAt(book, ask, key)
  if (record.state !== 'submitted') no('service.record-decided')
  record.state = 'rejected'
  const hold = record.hold === null ? undefined : book.holds.get(record.hold)
  if (hold?.state === 'placed') giveBack(book, hold, 'voided')
  return { yes: { rejected: true } }
}

function reversibleRecord(book: Book, ask: Ask): ServedRecord {
  const { id } = ask.input
  needsClerk(book, ask)
  const record = book.records.get(id ?? '')
  if (record?.servedAt !== ask.scope) return no('service.record-not-found')
  if (record.state !== 'approved') no('service.not-approved', { state: record.state })
  if (record.person === ask.actor) no('service.own-reversal')
  return record
}

export function reverseRecord(book: Book, ask: Ask, now: string): Said {
  const record = reversibleRecord(book, ask)
  const said = asked(() => book.whole(() => undoRecord(book, record, false, now)))
  if ('yes' in said) {
    record.reversalBy = ask.actor
    return said
  }
  if (said.no !== 'ledger.shortfall-needs-two' || !ask.input.proposeWriteOff) {
    return no(said.no, said.details)
  }
  record.reversalBy = ask.actor
  return { yes: { state: 'proposed', shortfallMinutes: said.details.shortfallMinutes } }
}

export function confirmReversal(book: Book, ask: Ask, now: string): Said {
  const record = reversibleRecord(book, ask)
  if (record.reversalBy === null) no('service.reversal-not-proposed')
  if (record.reversalBy === ask.actor) no('service.second-person-needed')
  return undoRecord(book, record, true, now)
}

function undoRecord(book: Book, record: ServedRecord, byTwo: boolean, now: string): Said {
  const shortfallMinutes = record.journal ? reverse(book, record.journal, byTwo, 'record', now) : 0
  record.state = 'reversed'
  return { yes: { state: 'reversed', shortfallMinutes } }
}
