import type { Id } from '../../../kernel/ids.ts'
import { HASH_BYTES, type Head } from '../../../kernel/merkle.ts'
import { decodeBase64, type NoteVerifier } from '../../../kernel/signed-note.ts'
import { originOf, type ProofKey } from '../model.ts'

export type OriginHead = Head & { readonly origin: string }

/** The text of a C2SP `tlog-checkpoint`. */
export function checkpointText({ origin, size, root }: OriginHead): string {
  return `${origin}\n${size}\n${root.toString('base64')}\n`
}

/** Undefined when it is not a checkpoint. Lines after the third are somebody's extensions. */
export function parseCheckpoint(text: string): OriginHead | undefined {
  const lines = text.split('\n')
  const [origin, size, encoded] = lines
  if (lines.indexOf('') !== lines.length - 1) return undefined
  if (!origin || !size || !encoded || !/^(0|[1-9]\d{0,14})$/.test(size)) return undefined
  const root = decodeBase64(encoded)
  return root?.length === HASH_BYTES ? { origin, size: Number(size), root } : undefined
}

/** Who may have signed a community's checkpoints: each key under the name of its books. */
export function verifiersOf(
  communityId: Id,
  keys: readonly Pick<ProofKey, 'publicKey'>[],
): readonly NoteVerifier[] {
  const name = originOf(communityId)
  return keys.map(({ publicKey }) => ({ name, publicKey: Buffer.from(publicKey, 'base64') }))
}
