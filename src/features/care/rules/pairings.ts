import type { CivilDate } from '../../../kernel/clock.ts'
import { refuse, type Refusal } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { PoliticalStatus } from '../../person/model.ts'
import { isPartyMember } from '../../person/rules.ts'
import { careErrors } from '../errors.ts'
import type { ActBody, ActKind, Pairing } from '../model/pairings.ts'

export type PairingFacts = {
  readonly helperId: Id
  readonly politicalStatus: PoliticalStatus | null
  readonly householdPeople: readonly Id[]
  /** The helper's open ones in the community. */
  readonly open: readonly Pick<Pairing, 'slot' | 'householdId'>[]
  readonly householdId: Id
  readonly sinceOn: CivilDate
}

/** A Party member, not of the household, not paired with it already, with a place free: its number. */
export function decidePairing(
  facts: PairingFacts,
  capacity: number,
  today: CivilDate,
): number | Refusal {
  if (!isPartyMember(facts.politicalStatus)) return refuse(careErrors['helper-not-member'])
  if (facts.householdPeople.includes(facts.helperId)) return refuse(careErrors['own-household'])
  if (facts.sinceOn > today) return refuse(careErrors['date-future'])
  if (facts.open.some(({ householdId }) => householdId === facts.householdId)) {
    return refuse(careErrors['pairing-exists'])
  }
  const taken = new Set(facts.open.map(({ slot }) => slot))
  const slots = Array.from({ length: capacity }, (_, index) => index + 1)
  const slot = slots.find((one) => !taken.has(one))
  return slot ?? refuse(careErrors['pairing-full'], { capacity })
}

export type ActFacts = {
  readonly kind: ActKind
  readonly actedOn: CivilDate
  readonly nextOn: CivilDate | null
  readonly body: ActBody
}

/** Done already, within the pairing, the next visit not before this one, and no sum of money. */
export function decideAct(
  act: ActFacts,
  pairing: Pick<Pairing, 'sinceOn' | 'untilOn'> | null,
  today: CivilDate,
): 'accepted' | Refusal {
  if (act.actedOn > today) return refuse(careErrors['date-future'])
  if (pairing && (act.actedOn < pairing.sinceOn || pairing.untilOn !== null)) {
    return refuse(careErrors['outside-pairing'])
  }
  if (act.nextOn !== null && act.nextOn < act.actedOn) return refuse(careErrors['next-before'])
  const { text, next, thing, unit } = act.body
  return [text, next, thing, unit].some((words) => words !== null && namesSum(words))
    ? refuse(careErrors['no-amounts'])
    : 'accepted'
}

const MONEY = /[￥¥$]\s*[\d０-９]|[\d０-９一二两三四五六七八九十百千万]\s*(元(?!旦)|块钱|万块)/

/** 六件事 and help are done or not; sums stand on fixes, in the open. */
export function namesSum(text: string): boolean {
  return MONEY.test(text)
}

export function decideFinish(
  act: {
    readonly kind: ActKind
    readonly actedOn: CivilDate
    readonly finishedOn: CivilDate | null
  },
  wish: { readonly finishedOn: CivilDate; readonly outcome: string },
  today: CivilDate,
): 'accepted' | Refusal {
  if (act.kind !== 'assistance') return refuse(careErrors['act-not-found'])
  if (act.finishedOn !== null) return refuse(careErrors['act-finished'])
  if (wish.finishedOn > today) return refuse(careErrors['date-future'])
  if (wish.finishedOn < act.actedOn) return refuse(careErrors['finished-before'])
  return namesSum(wish.outcome) ? refuse(careErrors['no-amounts']) : 'accepted'
}
