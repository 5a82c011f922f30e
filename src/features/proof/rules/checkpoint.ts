import { HASH_BYTES, type Head } from '../../../kernel/merkle.ts'
import { decodeBase64 } from '../../../kernel/signed-note.ts'

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

/** Notes in one file have two empty lines between them: none has two in a row itself. */
export function joinNotes(notes: readonly string[]): string {
  return notes.map((note) => `${note}\n\n`).join('')
}

export function splitNotes(file: string): readonly string[] {
  const parts = file.split('\n\n\n').filter((part) => part.trim() !== '')
  return parts.map((part) => `${part.trimStart().trimEnd()}\n`)
}
