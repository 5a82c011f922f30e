import { mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { NOTE_END } from '../../../kernel/signed-note.ts'
import type { Outlet } from '../model.ts'

/** A file for each community, `<id>.checkpoints`, that only grows: best on a disk of somebody else. */
export function checkpointFolder(folder: string): Outlet {
  return {
    place: 'folder',
    async send({ communityId, note }) {
      await mkdir(folder, { recursive: true })
      const path = join(folder, `${communityId}.checkpoints`)
      const entry = `${note}${NOTE_END}`
      const there = await readFile(path, 'utf8').catch(() => '')
      if (there.includes(entry)) return
      const file = await open(path, 'a')
      try {
        // Half an entry, left by somebody who was killed, is shut off from the next.
        await file.write(
          there === '' || there.endsWith(`\n${NOTE_END}`) ? entry : `\n${NOTE_END}${entry}`,
        )
        await file.sync()
      } finally {
        await file.close()
      }
    },
  }
}
