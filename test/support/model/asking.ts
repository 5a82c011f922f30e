import { No, no, type Book, type Id, type Payload } from './book.ts'

/** One command, as the use cases take it. */
export type Ask = {
  readonly act: ActName
  readonly scope: Id
  readonly actor: Id
  readonly key: string
  readonly hash: string
  readonly input: Input
}

export type ActName =
  | 'approve'
  | 'reject'
  | 'reverseRecord'
  | 'confirmReversal'
  | 'hold'
  | 'resolve'
  | 'give'
  | 'donate'
  | 'propose'
  | 'confirm'
  | 'decline'
  | 'reverse'
  | 'leave'
  | 'move'

/** The inputs of all acts laid over one another; each act reads its own part. */
export type Input = {
  readonly records?: readonly { readonly communityId: Id; readonly id: Id }[]
  readonly id?: Id
  readonly proposeWriteOff?: boolean
  readonly personId?: Id
  readonly giverId?: Id
  readonly recipientId?: Id
  readonly toCommunityId?: Id
  readonly amountMinutes?: number
  readonly chargeMinutes?: number | null
  readonly agreedMoreMinutes?: number
  readonly expiresAt?: string
  readonly payload?: Payload
  readonly proposalId?: Id
  readonly journalId?: Id
  readonly rest?: { readonly kind: 'relative' | 'commons' | 'kept'; readonly personId?: Id }
  readonly reason?: string
}

/** What has to be answered: facts that the real answer must have, or the no. */
export type Said =
  | { readonly yes: Readonly<Record<string, unknown>>; readonly list?: readonly Said[] }
  | { readonly no: string; readonly details: Readonly<Record<string, unknown>> }

/** Reads what the real answer named: ids are made by the product. */
export type Naming = { readonly holdId?: Id; readonly proposalId?: Id }

/** The answer, or the no as an answer. */
export function asked(act: () => Said): Said {
  try {
    return act()
  } catch (error) {
    if (error instanceof No) return { no: error.code, details: error.details }
    throw error
  }
}

export function needsClerk(book: Book, { actor, scope }: Ask): void {
  if (!book.coordinates(actor, scope)) no('person.role-missing')
}
