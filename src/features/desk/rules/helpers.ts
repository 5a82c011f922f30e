import type { CivilDate } from '../../../kernel/clock.ts'
import { refuse, type Refusal } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { PersonFacts, VolunteerFacts } from '../../person/model.ts'
import { ageOn } from '../../person/rules.ts'
import type { Offering } from '../../service/model.ts'
import { deskErrors } from '../errors.ts'

export type HelperFacts = {
  readonly person: PersonFacts | undefined
  readonly volunteer: VolunteerFacts | undefined
  /** Related to the one served: looking after one's own people is not serving. */
  readonly related: boolean
}

export type VisitCase = {
  readonly recipient: PersonFacts
  readonly requesterId: Id
  /** Nobody from the desk has been there yet. */
  readonly firstVisit: boolean
  readonly offering: Pick<Offering, 'minimumAge' | 'skills'> | null
  readonly today: CivilDate
}

/**
 * Safe helpers: registered, with a card, old and skilled enough, not of the household; two of
 * them for the first visit to somebody who lives alone. Refuses `desk.helper-unfit`,
 * `desk.helpers-count`, `desk.two-helpers-needed`.
 */
export function judgeHelpers(helpers: readonly HelperFacts[], visit: VisitCase): 'fit' | Refusal {
  const ids = new Set(helpers.map(({ person }) => person?.id))
  if (helpers.length < 1 || helpers.length > 2 || ids.size !== helpers.length) {
    return refuse(deskErrors['helpers-count'])
  }
  if (!helpers.every((helper) => isFit(helper, visit))) return refuse(deskErrors['helper-unfit'])
  if (visit.firstVisit && visit.recipient.livesAlone && helpers.length < 2) {
    return refuse(deskErrors['two-helpers-needed'])
  }
  return 'fit'
}

function isFit({ person, volunteer, related }: HelperFacts, visit: VisitCase): boolean {
  if (!person || !volunteer || person.leftAt !== null || volunteer.cardNumber === null) return false
  const { recipient, requesterId, offering, today } = visit
  if (related || person.id === recipient.id || person.id === requesterId) return false
  if (person.householdId !== null && person.householdId === recipient.householdId) return false
  if (!offering) return true
  return (
    person.bornOn !== null &&
    ageOn(person.bornOn, today) >= offering.minimumAge &&
    offering.skills.every((skill) => volunteer.skills.includes(skill))
  )
}
