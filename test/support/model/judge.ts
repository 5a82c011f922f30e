import { asked, needsClerk, type ActName, type Ask, type Naming, type Said } from './asking.ts'
import {
  common,
  isSound,
  kindOf,
  no,
  ownerOf,
  savings,
  type Book,
  type Id,
  type Journal,
  type Payload,
  type Proposal,
} from './book.ts'
import { place, resolve } from './judge-holds.ts'
import { approve, confirmReversal, reject, reverseRecord } from './judge-records.ts'
import { reverse } from './undo.ts'

export type Judged = {
  readonly said: Said
  readonly replayed: boolean
}

type Act = (book: Book, ask: Ask, now: string, naming: Naming) => Said

const acts: Readonly<Record<ActName, Act>> = {
  approve,
  reject,
  reverseRecord,
  confirmReversal,
  hold: place,
  resolve,
  give,
  donate,
  propose,
  confirm,
  decline,
  reverse: reverseOne,
  leave,
  move,
}

export function beginBatch(book: Book): void {
  book.onTheWay.clear()
}

/** Judges one command in its turn and keeps its answer under its key. */
export function judge(book: Book, ask: Ask, now: string, naming: Naming): Judged {
  const key = `${ask.scope} ${ask.actor} ${ask.key}`
  const known = book.answers.get(key)
  if (known && known.hash !== ask.hash) {
    return { said: { no: 'command.key-reused', details: {} }, replayed: false }
  }
  if (known) return { said: known.said as Said, replayed: true }
  const said = asked(() => book.whole(() => acts[ask.act](book, ask, now, naming)))
  book.answers.set(key, { hash: ask.hash, said })
  return { said, replayed: false }
}

const CLOSE = ['spouse', 'parent', 'child', 'grandparent', 'grandchild']

function give(book: Book, ask: Ask, now: string): Said {
  const { scope, actor, input } = ask
  const giver = book.person(input.giverId ?? '')
  const recipient = book.person(input.recipientId ?? '')
  const amount = input.amountMinutes ?? 0
  if (giver.books !== scope) no('ledger.books-elsewhere')
  const byClerk = actor !== recipient.id && book.coordinates(actor, scope)
  if (actor !== giver.id && !byClerk) no('person.role-missing')
  if (recipient.left) no('ledger.account-closed')
  if (giver.id === recipient.id) no('ledger.same-account')
  const close = book.isRelated(giver.id, recipient.id, CLOSE)
  const restMinutes = Math.max(0, book.othersYear - book.givenToOthers(giver.id, now))
  if (!close && amount > restMinutes) no('ledger.gift-limit', { restMinutes })
  const journal = book.open({ source: close ? 'relative' : 'person', at: now })
  const debit = savings(scope, giver.id)
  const credit = savings(recipient.books, recipient.id)
  book.pay(journal, { debit, credit, amount, reason: 'gift' })
  return { yes: { availableMinutes: book.available(debit) } }
}

function donate(book: Book, ask: Ask, now: string): Said {
  const { scope, actor, input } = ask
  const giver = book.person(input.giverId ?? '')
  if (actor !== giver.id) needsClerk(book, ask)
  if (giver.books !== scope) no('ledger.books-elsewhere')
  const debit = savings(scope, giver.id)
  book.post(book.open({ source: 'person', at: now }), {
    debit,
    credit: common(scope, 'commons'),
    amount: input.amountMinutes ?? 0,
    reason: 'donation',
  })
  return { yes: { availableMinutes: book.available(debit) } }
}

/** Whose savings two people are about to decide on: never their own. */
function concerned(book: Book, scope: Id, payload: Payload): readonly Id[] {
  if (payload.kind === 'reversal') return ownersOf(reversible(book, scope, payload.journalId))
  if (!payload.personId) return []
  if (book.person(payload.personId).books !== scope) no('ledger.books-elsewhere')
  return [payload.personId]
}

function propose(book: Book, ask: Ask, now: string, { proposalId }: Naming): Said {
  const { scope, actor, input } = ask
  const { payload } = input
  if (!payload) throw new Error('a proposal of nothing')
  needsClerk(book, ask)
  if (payload.kind !== 'reversal') {
    if (!isSound(payload.amountMinutes ?? 0)) no('ledger.amount-out-of-bounds')
    if ((payload.effectiveAt ?? now) > now) no('ledger.opening-in-future')
  }
  if (concerned(book, scope, payload).includes(actor)) no('ledger.own-account')
  needsUnopened(book, payload)
  const id = proposalId ?? 'unnamed'
  book.proposals.set(id, { id, community: scope, payload, by: actor, state: 'proposed' })
  return { yes: {} }
}

function needsUnopened(book: Book, { kind, personId }: Payload): void {
  if (kind === 'opening' && book.person(personId ?? '').opened) no('ledger.already-opened')
}

function proposalAt(book: Book, { scope, input }: Ask): Proposal {
  const proposal = book.proposals.get(input.proposalId ?? '')
  return proposal?.community === scope ? proposal : no('ledger.proposal-not-found')
}

function confirm(book: Book, ask: Ask, now: string): Said {
  const { scope, actor } = ask
  needsClerk(book, ask)
  const proposal = proposalAt(book, ask)
  const { payload } = proposal
  if (proposal.state !== 'proposed') no('ledger.proposal-decided')
  if (proposal.by === actor) no('ledger.second-person-needed')
  if (concerned(book, scope, payload).includes(actor)) no('ledger.own-account')
  needsUnopened(book, payload)
  const shortfallMinutes =
    payload.kind === 'reversal'
      ? reverse(book, reversible(book, scope, payload.journalId), true, 'proposal', now)
      : agree(book, scope, payload, now)
  proposal.state = 'confirmed'
  return { yes: { shortfallMinutes } }
}

function agree(book: Book, scope: Id, payload: Payload, now: string): 0 {
  const { kind, personId, amountMinutes: amount = 0 } = payload
  const theirs = personId ? savings(scope, personId) : common(scope, 'commons')
  const isOpening = kind === 'opening'
  const journal = book.open({
    source: isOpening ? 'person' : 'proposal',
    at: payload.effectiveAt ?? now,
  })
  const other = common(scope, kind === 'grant' ? 'commons' : kind)
  const [debit, credit] = payload.direction === 'take' ? [theirs, other] : [other, theirs]
  book.post(journal, { debit, credit, amount, reason: kind })
  if (isOpening) book.person(personId ?? '').opened = true
  return 0
}

function decline(book: Book, ask: Ask): Said {
  needsClerk(book, ask)
  const proposal = proposalAt(book, ask)
  if (proposal.state !== 'proposed') no('ledger.proposal-decided')
  proposal.state = 'declined'
  return { yes: {} }
}

/** A journal that touched these books, and has no record behind it. */
function reversible(book: Book, scope: Id, id: Id | undefined): Journal {
  const journal = book.journalById(id)
  if (!journal?.lines.some(({ community }) => community === scope)) {
    return no('ledger.journal-not-found')
  }
  return journal.source === 'record' ? no('ledger.reverse-the-record') : journal
}

function ownersOf({ lines }: Journal): readonly Id[] {
  return lines
    .flatMap(({ debit, credit }) => [debit, credit])
    .filter((ref) => kindOf(ref) === 'savings')
    .map(ownerOf)
}

function reverseOne(book: Book, ask: Ask, now: string): Said {
  needsClerk(book, ask)
  const journal = reversible(book, ask.scope, ask.input.journalId)
  if (ownersOf(journal).includes(ask.actor)) no('ledger.own-account')
  reverse(book, journal, false, 'journal', now)
  return { yes: {} }
}

function leave(book: Book, ask: Ask, now: string): Said {
  const { scope, actor, input } = ask
  const { rest = { kind: 'kept' } } = input
  const person = book.person(input.personId ?? '')
  const heir = rest.personId ? book.person(rest.personId) : null
  needsClerk(book, ask)
  if ([person.id, heir?.id].includes(actor)) no('ledger.own-account')
  if (person.books !== scope) no('ledger.books-elsewhere')
  if (heir && (heir.left || !book.isRelated(person.id, heir.id))) no('ledger.relative-needed')
  if (person.left) no('person.already-left')
  const own = savings(scope, person.id)
  const to = heir ? savings(heir.books, heir.id) : common(scope, 'commons')
  const handedOverMinutes = empty(book, own, rest.kind === 'kept' ? null : to, 'leaving', now)
  person.left = true
  return { yes: { handedOverMinutes } }
}

function move(book: Book, ask: Ask, now: string): Said {
  const { scope, actor, input } = ask
  const person = book.person(input.personId ?? '')
  const to = input.toCommunityId ?? ''
  needsClerk(book, ask)
  if (actor === person.id) no('ledger.own-account')
  if (person.books !== scope || book.onTheWay.has(person.id)) no('ledger.books-elsewhere')
  if (to === scope) no('ledger.same-community')
  if (person.left) no('ledger.account-closed')
  if (!person.belongs.has(to)) no('person.membership-needed')
  const isPending = [...book.records.values()].some(
    (one) => one.person === person.id && one.state === 'submitted',
  )
  if (isPending) no('ledger.records-pending')
  const [old, fresh] = [savings(scope, person.id), savings(to, person.id)]
  if (book.at(old).held > 0) no('ledger.account-not-empty')
  if (book.at(fresh).closed) book.set(fresh, { closed: false })
  const movedMinutes = empty(book, old, fresh, 'move', now)
  person.books = to
  book.onTheWay.add(person.id)
  return { yes: { movedMinutes } }
}

/** Hands the whole balance over, where there is somebody, and closes the account. */
function empty(book: Book, own: string, to: string | null, reason: string, now: string): number {
  if (book.at(own).closed) no('ledger.account-closed')
  if (book.at(own).held > 0) no('ledger.account-not-empty')
  const amount = to === null ? 0 : book.at(own).balance
  if (to !== null && amount > 0) {
    book.pay(book.open({ source: 'person', at: now }), { debit: own, credit: to, amount, reason })
  }
  book.set(own, { closed: true })
  return amount
}
