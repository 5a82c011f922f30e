import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { KeptCheckpoint } from '../../src/features/proof/model.ts'
import { splitNotes } from '../../src/kernel/signed-note.ts'

/** Every checkpoint in a file, or in the files of a folder, by the origin that its first line names. */
export function readKept(path: string): ReadonlyMap<string, readonly KeptCheckpoint[]> {
  const files = statSync(path).isDirectory()
    ? readdirSync(path)
        .sort()
        .map((name) => join(path, name))
    : [path]
  const kept = new Map<string, KeptCheckpoint[]>()
  for (const file of files) {
    for (const [at, note] of splitNotes(readFileSync(file, 'utf8')).entries()) {
      const origin = note.slice(0, note.indexOf('\n'))
      const one = { note, place: `${file}, checkpoint ${at + 1}` }
      kept.set(origin, [...(kept.get(origin) ?? []), one])
    }
  }
  return kept
}
