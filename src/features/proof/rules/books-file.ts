import { z } from 'zod'
import type { Instant } from '../../../kernel/clock.ts'
import { isId, type Id } from '../../../kernel/ids.ts'
import { isAmount, type Minutes } from '../../../kernel/minutes.ts'
import { accountKinds, transferReasons } from '../../ledger/model.ts'

/** The form of a file of books; another form would be another word here. */
export const BOOKS_FORMAT = 'aixin-books/1'

const id = z.custom<Id>((value) => typeof value === 'string' && isId(value))
const instant = z.custom<Instant>(
  (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value),
)
const whole = z.number().int().min(0)
const minutes = z.custom<Minutes>(Number.isSafeInteger)

/** One line each, in this order: the books, their keys, accounts, transfers, checkpoints, the end. */
export const bookLine = z.discriminatedUnion('line', [
  z.strictObject({
    line: z.literal('books'),
    format: z.literal(BOOKS_FORMAT),
    communityId: id,
    name: z.string(),
    salt: z.string().regex(/^[0-9a-f]{64}$/),
    sequence: whole,
  }),
  z.strictObject({ line: z.literal('key'), publicKey: z.string(), madeAt: instant }),
  z.strictObject({
    line: z.literal('account'),
    id,
    kind: z.enum(accountKinds),
    ownerId: id,
    balanceMinutes: minutes,
    version: whole,
    openedAt: instant,
    closedAt: instant.nullable(),
  }),
  z.strictObject({
    line: z.literal('transfer'),
    sequence: whole,
    journalId: id,
    debitAccountId: id,
    creditAccountId: id,
    amountMinutes: z.custom<Minutes>(isAmount),
    reason: z.enum(transferReasons),
    sourceKind: z.string().max(40),
    sourceId: id,
    effectiveAt: instant,
    recordedAt: instant,
    commandId: id,
    actorId: id.nullable(),
    reversesSequence: whole.nullable(),
    /** Of its leaf, base64. */
    hash: z.string(),
  }),
  z.strictObject({
    line: z.literal('checkpoint'),
    size: whole,
    note: z.string(),
    signedAt: instant,
  }),
  /** The root over all transfers, base64: a file without it was cut off. */
  z.strictObject({ line: z.literal('end'), root: z.string() }),
])
export type BookLine = z.output<typeof bookLine>

/** Undefined when it is not a line of such a file. */
export function parseLine(text: string): BookLine | undefined {
  try {
    return bookLine.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
