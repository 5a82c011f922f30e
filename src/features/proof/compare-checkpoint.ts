import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import { isConsistent } from '../../kernel/merkle.ts'
import { openNote, textOfNote } from '../../kernel/signed-note.ts'
import { getCheckpoint } from './get-checkpoint.ts'
import { originOf } from './model.ts'
import { proveConsistency } from './prove-consistency.ts'
import { parseCheckpoint, verifiersOf } from './rules/checkpoint.ts'
import { selectProofKeys } from './store/checkpoints.ts'

/** What the books are now, beside a checkpoint that somebody kept. */
export type CheckpointVerdict =
  | { readonly finding: 'not-a-checkpoint' | 'other-books' | 'not-signed' }
  | {
      /** `shorter`: we have signed more transfers than the books hold now. */
      readonly finding: 'unchanged' | 'continued' | 'rewritten' | 'shorter'
      readonly size: number
      readonly newestSize: number
    }

export type CompareCheckpoint = {
  readonly communityId: Id
  /** As it was copied: line ends and the empty lines around it do not matter. */
  readonly note: string
}

/** Whether the books still begin with what they were then. @throws `proof.no-checkpoint` */
export async function compareCheckpoint(
  ctx: Ctx,
  { communityId, note: copied }: CompareCheckpoint,
): Promise<CheckpointVerdict> {
  const note = `${copied.replace(/\r\n?/g, '\n').trim()}\n`
  const told = parseCheckpoint(textOfNote(note) ?? '')
  if (!told) return { finding: 'not-a-checkpoint' }
  if (told.origin !== originOf(communityId)) return { finding: 'other-books' }
  const known = verifiersOf(communityId, await inRead(ctx, selectProofKeys))
  if (openNote(note, known) === undefined) return { finding: 'not-signed' }
  const { size: newestSize, root } = await getCheckpoint(ctx, { communityId })
  const sizes = { size: told.size, newestSize }
  if (told.size > newestSize) return { finding: 'shorter', ...sizes }
  const between = { communityId, earlier: told.size, later: newestSize }
  const proof = await proveConsistency(ctx, between)
  const newest = { size: newestSize, root: Buffer.from(root, 'base64') }
  if (!isConsistent(told, newest, proof)) return { finding: 'rewritten', ...sizes }
  return { finding: told.size === newestSize ? 'unchanged' : 'continued', ...sizes }
}
