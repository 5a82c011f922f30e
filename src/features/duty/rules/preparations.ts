import type { CivilDate } from '../../../kernel/clock.ts'
import { refuse, type Refusal } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { dutyErrors } from '../errors.ts'
import type { Insurance } from '../model/preparations.ts'

/** A letter of today or before, received by somebody else. */
export function decideLetter(
  letter: { readonly letterOn: CivilDate; readonly personId: Id },
  receivedById: Id,
  today: CivilDate,
): 'accepted' | Refusal {
  if (letter.letterOn > today) return refuse(dutyErrors['letter-future'])
  return letter.personId === receivedById ? refuse(dutyErrors['own-letter']) : 'accepted'
}

/** Of one person or of one team, for some days. */
export function decideInsurance(
  insurance: Pick<Insurance, 'personId' | 'teamId' | 'fromOn' | 'untilOn'>,
): 'accepted' | Refusal {
  const { personId, teamId, fromOn, untilOn } = insurance
  if ((personId === null) === (teamId === null)) return refuse(dutyErrors['insured-missing'])
  return untilOn < fromOn ? refuse(dutyErrors['insurance-days']) : 'accepted'
}

/** It is recorded when it has been held. */
export function decideTraining(heldOn: CivilDate, today: CivilDate): 'accepted' | Refusal {
  return heldOn > today ? refuse(dutyErrors['training-future']) : 'accepted'
}
