import type { Queryable } from '../../db/client.ts'
import type { CivilDate } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { selectByLabel, type LabelMatch } from './store/people.ts'

/**
 * Whom the labels of a sheet mean: a service card or certificate number anywhere in the district,
 * or a whole name in the community. Of what happened on a day the number of a card counts that was
 * replaced only later. A label without a match is not in the answer; one with several
 * has them all, for the caller to ask back.
 */
export async function matchPeople(
  tx: Queryable,
  communityId: Id,
  labels: readonly string[],
  on: CivilDate | null = null,
): Promise<ReadonlyMap<string, readonly LabelMatch[]>> {
  const byLabel = new Map<string, LabelMatch[]>()
  for (const match of await selectByLabel(tx, communityId, labels, on)) {
    byLabel.set(match.label, [...(byLabel.get(match.label) ?? []), match])
  }
  return byLabel
}
