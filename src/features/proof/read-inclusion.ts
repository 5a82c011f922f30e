import type { Queryable } from '../../db/client.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { inclusionRanges } from '../../kernel/merkle.ts'
import { proofErrors } from './errors.ts'
import type { Checkpoint, PostedTransfer, Side } from './model.ts'
import { readHashes } from './read-hashes.ts'
import { selectNewest } from './store/checkpoints.ts'
import { selectPosted } from './store/leaves.ts'
import { selectTree } from './store/trees.ts'

export type InclusionOf = {
  readonly communityId: Id
  readonly sequence: number
  /** Whose savings it must touch, and of whom alone it tells; null for those who keep the books. */
  readonly personId: Id | null
  /** Of which tree; null is that of the newest checkpoint. */
  readonly size: number | null
}

export type Inclusion = {
  readonly transfer: PostedTransfer
  readonly salt: string
  readonly checkpoint: Checkpoint
  readonly index: number
  readonly size: number
  readonly proof: readonly Buffer[]
}

/** A transfer with the hashes that lead from it to the root. @throws as `proveInclusion` */
export async function readInclusion(tx: Queryable, input: InclusionOf): Promise<Inclusion> {
  const { communityId, sequence } = input
  const [[transfer], checkpoint, tree] = await Promise.all([
    selectPosted(tx, communityId, { after: sequence - 1, until: sequence }),
    selectNewest(tx, communityId),
    selectTree(tx, communityId),
  ])
  if (!transfer || !concerns(transfer, input.personId))
    throw new DomainError(proofErrors['transfer-not-found'])
  if (!tree || !checkpoint || sequence > checkpoint.size)
    throw new DomainError(proofErrors['not-sealed'])
  const size = input.size ?? checkpoint.size
  if (size > tree.size || sequence > size) throw new DomainError(proofErrors['size-out-of-range'])
  const index = sequence - 1
  const proof = await readHashes(tx, communityId, inclusionRanges(index, size))
  return { transfer, salt: tree.salt, checkpoint, index, size, proof }
}

function concerns({ debit, credit }: PostedTransfer, personId: Id | null): boolean {
  const isOf = ({ kind, ownerId }: Side) => kind === 'savings' && ownerId === personId
  return personId === null || isOf(debit) || isOf(credit)
}
