import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import { instantFromDatabase } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { leafHash, makeFrontier } from '../../kernel/merkle.ts'
import { proofErrors } from './errors.ts'
import { BOOKS_FORMAT, type BookLine } from './rules/books-file.ts'
import { makeLeafWriter } from './rules/leaf.ts'
import { selectCheckpointsFrom, selectProofKeys } from './store/checkpoints.ts'
import { selectTakeable } from './store/books.ts'
import { selectTree } from './store/trees.ts'
import { walkTransfers } from './walk-books.ts'

const PAGE = 500

/**
 * A community's books to take along, line by line, as of one moment: accounts under their ids,
 * transfers with their hashes, every checkpoint, and the root over all of it. Nobody's name is in it.
 * @throws `proof.no-checkpoint` before anything was sealed
 */
export async function* packBooks(
  ctx: Ctx,
  { communityId, name }: { readonly communityId: Id; readonly name: string },
): AsyncGenerator<BookLine> {
  const tree = await inRead(ctx, (tx) => selectTree(tx, communityId))
  if (!tree) throw new DomainError(proofErrors['no-checkpoint'])
  const { sequence, accounts } = await inRead(ctx, (tx) => selectTakeable(tx, communityId))
  const { salt } = tree
  yield { line: 'books', format: BOOKS_FORMAT, communityId, name, salt, sequence }
  for (const { publicKey, madeAt } of await inRead(ctx, selectProofKeys))
    yield { line: 'key', publicKey, madeAt }
  for (const { opened_at: openedAt, closed_at: closedAt, ...account } of accounts) {
    yield {
      line: 'account',
      ...account,
      openedAt: instantFromDatabase(openedAt),
      closedAt: closedAt === null ? null : instantFromDatabase(closedAt),
    }
  }
  const frontier = makeFrontier()
  const leafOf = makeLeafWriter(salt)
  for await (const page of walkTransfers(ctx, communityId, sequence)) {
    for (const transfer of page) {
      const hash = leafHash(leafOf(transfer))
      frontier.add(hash)
      const { debit: _, credit: __, reversedBySequence: ___, source, ...rest } = transfer
      const { communityId: ____, ...row } = rest
      const [sourceKind, sourceId] = [source.kind, source.id]
      yield { line: 'transfer', ...row, sourceKind, sourceId, hash: hash.toString('base64') }
    }
  }
  yield* packCheckpoints(ctx, communityId, sequence)
  yield { line: 'end', root: frontier.root().toString('base64') }
}

async function* packCheckpoints(ctx: Ctx, communityId: Id, last: number): AsyncGenerator<BookLine> {
  for (let from = 0; ;) {
    const rows = await inRead(ctx, (tx) => selectCheckpointsFrom(tx, communityId, from, PAGE))
    for (const { size, note, signedAt } of rows)
      if (size <= last) yield { line: 'checkpoint', size, note, signedAt }
    const newest = rows.at(-1)
    if (!newest || rows.length < PAGE) return
    from = newest.size + 1
  }
}
