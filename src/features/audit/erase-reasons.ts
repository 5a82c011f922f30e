import type { Tx } from '../../db/client.ts'
import type { Scrubbing } from '../../db/scrub.ts'
import type { Id } from '../../kernel/ids.ts'
import { scrubReasons, selectActsAbout, setReasons } from './store.ts'

export type ReasonsAbout = Scrubbing & {
  /** Of whoever is erased, and of what was theirs. */
  readonly ids: readonly Id[]
}

/**
 * Takes the reasons of every act about somebody, and their words out of all others; that the acts
 * were done, when and by whom stays. Returns the ids of the commands that did them.
 */
export async function eraseReasons(
  tx: Tx,
  { ids, words, mark }: ReasonsAbout,
): Promise<readonly Id[]> {
  const acts = await selectActsAbout(tx, ids)
  await setReasons(tx, acts, mark)
  await scrubReasons(tx, { words, mark })
  return acts.flatMap(({ commandId }) => commandId ?? [])
}
