/**
 * The books as the design says them in prose, in memory: accounts, journals, holds, and the
 * few facts about people that an act depends on. Nothing here imports the ledger: where the two
 * differ, one of them is wrong. Accounts are named `community kind owner`.
 */
export type Id = string
export type Ref = string

export type Account = { balance: number; held: number; version: number; closed: boolean }

export type Line = {
  readonly community: Id
  readonly sequence: number
  readonly debit: Ref
  readonly credit: Ref
  readonly amount: number
  readonly reason: string
  readonly reverses: number | null
}

export type Entry = {
  readonly ref: Ref
  readonly version: number
  readonly sequence: number
  readonly change: number
  readonly after: number
}

export type Journal = {
  /** Known when it was read back. */
  id: Id | null
  readonly source: string
  readonly at: string
  readonly lines: Line[]
  reversed: boolean
}

export type Hold = {
  readonly id: Id
  readonly ref: Ref
  readonly community: Id
  readonly amount: number
  readonly expiresAt: string
  state: 'placed' | 'settled' | 'voided' | 'expired'
  settled: number | null
}

export type Payload = {
  readonly kind: 'grant' | 'adjustment' | 'opening' | 'reversal'
  readonly personId?: Id | null
  readonly direction?: 'add' | 'take'
  readonly amountMinutes?: number
  readonly effectiveAt?: string
  readonly journalId?: Id
}

export type Proposal = {
  readonly id: Id
  readonly community: Id
  readonly payload: Payload
  readonly by: Id
  state: 'proposed' | 'confirmed' | 'declined'
}

export type ServedRecord = {
  readonly id: Id
  readonly community: Id
  readonly servedAt: Id
  readonly person: Id
  readonly from: string
  readonly until: string
  /** Credits, before any cap. */
  readonly credits: number
  readonly hold: Id | null
  readonly charge: number | null
  state: 'submitted' | 'approved' | 'rejected' | 'reversed'
  journal: Journal | null
  reversalBy: Id | null
}

export type Person = {
  readonly id: Id
  books: Id
  left: boolean
  opened: boolean
  /** Where the person is a coordinator. */
  readonly roles: Set<Id>
  /** Where the books may move. */
  readonly belongs: ReadonlySet<Id>
}

/** The no of a command: a code, and numbers that belong to it. */
export class No extends Error {
  readonly code: string
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: string, details: Readonly<Record<string, unknown>> = {}) {
    super(code)
    this.code = code
    this.details = details
  }
}

export function no(code: string, details?: Readonly<Record<string, unknown>>): never {
  throw new No(code, details)
}

const NOBODY = '00000000-0000-0000-0000-000000000000'

export const savings = (community: Id, person: Id): Ref => `${community} savings ${person}`
export const common = (community: Id, kind: string): Ref => `${community} ${kind} ${NOBODY}`
export const communityOf = (ref: Ref): Id => ref.split(' ')[0] ?? ''
export const kindOf = (ref: Ref): string => ref.split(' ')[1] ?? ''
export const ownerOf = (ref: Ref): Id => ref.split(' ')[2] ?? ''

export const isSound = (amount: number): boolean =>
  Number.isInteger(amount) && amount > 0 && amount <= 1_000_000_000

export type Posting = {
  readonly source: string
  readonly at: string
}

export type Movement = {
  readonly debit: Ref
  readonly credit: Ref
  readonly amount: number
  readonly reason: string
  readonly reverses?: number
  /** Closed accounts are looked at later, by whoever asks so. */
  readonly closedLater?: boolean
}

export class Book {
  accounts = new Map<Ref, Account>()
  sequences = new Map<Id, number>()
  journals: Journal[] = []
  entries: Entry[] = []
  readonly holds = new Map<Id, Hold>()
  readonly proposals = new Map<Id, Proposal>()
  readonly records = new Map<Id, ServedRecord>()
  readonly people = new Map<Id, Person>()
  /** `person relative` → what the relative is. */
  readonly relations = new Map<string, string>()
  /** Who has moved in the batch that is being judged: till its end nobody finds their books. */
  readonly onTheWay = new Set<Id>()
  /** Command key → the request and what it was answered. */
  readonly answers = new Map<string, { readonly hash: string; readonly said: unknown }>()
  readonly cap: number
  readonly othersYear: number

  constructor(rules: { readonly cap: number; readonly othersYear: number }) {
    this.cap = rules.cap
    this.othersYear = rules.othersYear
  }

  at(ref: Ref): Account {
    return this.accounts.get(ref) ?? { balance: 0, held: 0, version: 0, closed: false }
  }

  set(ref: Ref, change: Partial<Account>): void {
    this.accounts.set(ref, { ...this.at(ref), ...change })
  }

  available(ref: Ref): number {
    return this.at(ref).balance - this.at(ref).held
  }

  /** All of it, or nothing at all of it. */
  whole<T>(act: () => T): T {
    const before = [new Map(this.accounts), new Map(this.sequences), this.journals.length] as const
    const entries = this.entries.length
    try {
      return act()
    } catch (error) {
      this.accounts = before[0]
      this.sequences = before[1]
      this.journals.length = before[2]
      this.entries.length = entries
      throw error
    }
  }

  open({ source, at }: Posting): Journal {
    const journal: Journal = { id: null, source, at, lines: [], reversed: false }
    this.journals.push(journal)
    return journal
  }

  /** One line: both accounts in one community's books. */
  post(journal: Journal, { debit, credit, amount, reason, ...how }: Movement): void {
    if (!isSound(amount)) no('ledger.amount-out-of-bounds')
    if (debit === credit) no('ledger.same-account')
    const isClosed = this.at(debit).closed || this.at(credit).closed
    if (isClosed && !how.closedLater) no('ledger.account-closed')
    if (isLimited(debit) && this.available(debit) < amount) {
      const availableMinutes = this.available(debit)
      no('ledger.insufficient-credits', { neededMinutes: amount, availableMinutes })
    }
    const community = communityOf(debit)
    const sequence = (this.sequences.get(community) ?? 0) + 1
    this.sequences.set(community, sequence)
    const reverses = how.reverses ?? null
    journal.lines.push({ community, sequence, debit, credit, amount, reason, reverses })
    this.enter(debit, sequence, -amount)
    this.enter(credit, sequence, amount)
  }

  private enter(ref: Ref, sequence: number, change: number): void {
    const { balance, version } = this.at(ref)
    this.set(ref, { balance: balance + change, version: version + 1 })
    this.entries.push({ ref, version: version + 1, sequence, change, after: balance + change })
  }

  /** From one account to another, through clearing where they are in two communities' books. */
  pay(journal: Journal, movement: Movement): void {
    const [from, to] = [communityOf(movement.debit), communityOf(movement.credit)]
    if (from === to) {
      this.post(journal, movement)
      return
    }
    this.post(journal, { ...movement, credit: `${from} clearing ${to}` })
    this.post(journal, { ...movement, debit: `${to} clearing ${from}` })
  }

  person(id: Id): Person {
    const person = this.people.get(id)
    if (!person) throw new Error(`nobody: ${id}`)
    return person
  }

  coordinates(id: Id, community: Id): boolean {
    const person = this.people.get(id)
    return person !== undefined && !person.left && person.roles.has(community)
  }

  journalById(id: Id | undefined): Journal | undefined {
    return this.journals.find((one) => one.id === id)
  }

  isRelated(one: Id, other: Id, kinds?: readonly string[]): boolean {
    const found = [this.relations.get(`${one} ${other}`), this.relations.get(`${other} ${one}`)]
    return found.some((kind) => kind !== undefined && (kinds?.includes(kind) ?? true))
  }

  /** What somebody has given this year to people who are not close family, reversed gifts apart. */
  givenToOthers(giver: Id, now: string): number {
    const gifts = this.journals.filter(
      ({ source, lines, reversed, at }) =>
        !reversed &&
        source === 'person' &&
        lines[0]?.reason === 'gift' &&
        yearOf(at) === yearOf(now),
    )
    return gifts.reduce((sum, { lines }) => {
      const [first] = lines
      return first && ownerOf(first.debit) === giver ? sum + first.amount : sum
    }, 0)
  }

  /** Every promise that the model itself can break. */
  assertSound(): void {
    const sums = new Map<Id, number>()
    let clearing = 0
    for (const [ref, { balance, held }] of this.accounts) {
      sums.set(communityOf(ref), (sums.get(communityOf(ref)) ?? 0) + balance)
      if (kindOf(ref) === 'clearing') clearing += balance
      if (isLimited(ref) && (balance < 0 || held < 0 || held > balance)) {
        throw new Error(`the model itself is wrong: ${ref} ${balance} ${held}`)
      }
    }
    if (clearing !== 0 || [...sums.values()].some((sum) => sum !== 0)) {
      throw new Error('the model itself does not sum to zero')
    }
  }
}

export function isLimited(ref: Ref): boolean {
  return kindOf(ref) === 'savings' || kindOf(ref) === 'commons'
}

function yearOf(at: string): number {
  return new Date(Date.parse(at) + 8 * 3_600_000).getUTCFullYear()
}
