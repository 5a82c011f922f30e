import { createHmac, hash } from 'node:crypto'
import type { Id } from '../../../kernel/ids.ts'
import type { Committed, Opening, Openings, PostedTransfer, Side } from '../model.ts'

/** The form of a leaf; another form would be another word here, and old leaves stay as they are. */
export const LEAF_FORMAT = 'aixin-leaf/1'

const SALT_BYTES = 16

/**
 * The leaf of a transfer: canonical JSON (RFC 8785). Amounts are whole minutes, times UTC with
 * milliseconds, ids lower-case UUIDs. The keys below stand in the order that RFC 8785 wants.
 */
export function leafOf(transfer: PostedTransfer, salt: string): string {
  return makeLeafWriter(salt)(transfer)
}

/** For many leaves of one community: what says whose an account is, is worked out once. */
export function makeLeafWriter(salt: string): (transfer: PostedTransfer) => string {
  const owners = new Map<Id, string | null>()

  /** Another community is no secret, and the other kinds belong to nobody. */
  function ownerOf(side: Side, accountId: Id): string | null {
    if (side.kind !== 'savings') return side.kind === 'clearing' ? side.ownerId : null
    const known = owners.get(accountId)
    if (known !== undefined) return known
    const owner = commitmentOf(openOwner(side, accountId, salt))
    owners.set(accountId, owner)
    return owner
  }

  return (transfer) =>
    JSON.stringify({
      actor: commitmentOf(openActor(transfer, salt)),
      amountMinutes: transfer.amountMinutes,
      commandId: transfer.commandId,
      communityId: transfer.communityId,
      creditAccountId: transfer.creditAccountId,
      creditKind: transfer.credit.kind,
      creditOwner: ownerOf(transfer.credit, transfer.creditAccountId),
      debitAccountId: transfer.debitAccountId,
      debitKind: transfer.debit.kind,
      debitOwner: ownerOf(transfer.debit, transfer.debitAccountId),
      effectiveAt: transfer.effectiveAt,
      format: LEAF_FORMAT,
      journalId: transfer.journalId,
      reason: transfer.reason,
      recordedAt: transfer.recordedAt,
      reversesSequence: transfer.reversesSequence,
      sequence: transfer.sequence,
      source: commitmentOf(openSource(transfer, salt)),
      sourceKind: transfer.source.kind,
    })
}

/** What shows the commitments of a leaf; of people only those that may be shown. */
export function openingsOf(
  transfer: PostedTransfer,
  salt: string,
  shows: (personId: Id) => boolean,
): Openings {
  const { debit, credit, debitAccountId, creditAccountId, actorId, source } = transfer
  const owner = (side: Side, accountId: Id) =>
    side.kind === 'savings' && shows(side.ownerId) ? openOwner(side, accountId, salt) : null
  const isShown = source.kind !== 'person' || shows(source.id)
  const all: Readonly<Record<Committed, Opening | null>> = {
    actor: actorId !== null && shows(actorId) ? openActor(transfer, salt) : null,
    source: isShown ? openSource(transfer, salt) : null,
    debitOwner: owner(debit, debitAccountId),
    creditOwner: owner(credit, creditAccountId),
  }
  return Object.fromEntries(Object.entries(all).filter(([, opening]) => opening !== null))
}

/** Hex SHA-256 over the 16 bytes of salt and the value. */
export function commitmentOf(opening: Opening | null): string | null {
  if (!opening) return null
  const bytes = Buffer.concat([
    Buffer.from(opening.salt, 'hex'),
    Buffer.from(opening.value, 'utf8'),
  ])
  return hash('sha256', bytes, 'hex')
}

function openActor({ actorId, sequence }: PostedTransfer, salt: string): Opening | null {
  return actorId === null ? null : { value: actorId, salt: saltFor(salt, `actor:${sequence}`) }
}

function openSource({ source, sequence }: PostedTransfer, salt: string): Opening {
  return { value: source.id, salt: saltFor(salt, `source:${sequence}`) }
}

/** The same in every leaf of an account: whoever holds two receipts sees that they are of one. */
function openOwner(side: Side, accountId: Id, salt: string): Opening {
  return { value: side.ownerId, salt: saltFor(salt, `owner:${accountId}`) }
}

function saltFor(salt: string, use: string): string {
  const mac = createHmac('sha256', Buffer.from(salt, 'hex')).update(use, 'utf8').digest()
  return mac.subarray(0, SALT_BYTES).toString('hex')
}
