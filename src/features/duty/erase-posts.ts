import type { Eraser } from '../person/lock-erasable.ts'
import { erasePostTexts } from './store/posts.ts'
import { erasePreparations } from './store/preparations.ts'
import { erasePromises } from './store/promises.ts'
import { eraseTeamTexts } from './store/teams.ts'

/** Which posts and teams somebody had, and when, stays; letters, insurance and words go. */
export const erasePosts: Eraser = {
  requireSettled: () => Promise.resolve(),
  async erase({ ctx: { tx } }, erased) {
    await erasePreparations(tx, erased)
    await erasePostTexts(tx, erased)
    await eraseTeamTexts(tx, erased)
    await erasePromises(tx, erased)
    return []
  },
}
