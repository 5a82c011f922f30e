import type { Id } from '../../../kernel/ids.ts'
import type { RankedRecord, RankingFacts, StandingBody, StandingWindow } from '../model.ts'
import { FORMULA_VERSION, MONTHLY_RANKING, rankMonth } from './ranking.ts'

export type StandingParts = {
  readonly nodeId: Id
  readonly window: StandingWindow
  readonly policies: StandingBody['policies']
  readonly facts: RankingFacts
  readonly lateRecordIds: readonly Id[]
}

/** A month's ranking with all that it was made of, in one order whatever the order of the facts. */
export function assembleStanding(
  parts: StandingParts,
  isHere: (communityId: Id) => boolean,
): StandingBody {
  const { window, policies, facts } = parts
  const rows = rankMonth(facts, policies.ranking, isHere)
  const ranked = new Set(rows.map(({ personId }) => personId))
  return {
    code: MONTHLY_RANKING,
    formulaVersion: FORMULA_VERSION,
    nodeId: parts.nodeId,
    ...window,
    policies,
    facts: {
      records: sortedBy(facts.records, ({ id }) => id).filter((one) => ranked.has(one.personId)),
      people: sortedBy(facts.people, ({ personId }) => personId).filter((one) =>
        ranked.has(one.personId),
      ),
    },
    lateRecordIds: [...parts.lateRecordIds].sort(),
    rows,
  }
}

function sortedBy<T>(list: readonly T[], keyOf: (one: T) => string): readonly T[] {
  return [...list].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

/**
 * Who lives with whom is not dated, so that whether a recipient was of one's own household is taken
 * as it was recorded when the standing was computed; everything else comes from the books anew.
 */
export function withRecordedHouseholds(
  records: readonly RankedRecord[],
  recorded: readonly RankedRecord[],
): readonly RankedRecord[] {
  const known = new Map(recorded.map((one) => [one.id, one.recipient]))
  return records.map((record) => {
    const recipient = known.get(record.id)
    if (recipient === undefined) return record
    const isTie = recipient === null || record.recipient === null
    return isTie ? { ...record, recipient } : record
  })
}
