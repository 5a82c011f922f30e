import type { CivilDate } from '../../../kernel/clock.ts'
import { refuse, type Refusal } from '../../../kernel/errors.ts'
import { ageOn } from '../../person/rules.ts'
import type { PolicyValues } from '../../policy/model.ts'
import { dutyErrors } from '../errors.ts'
import type { PostType } from '../model/posts.ts'
import type { DutyFacts } from '../model/preparations.ts'

/** What a post asks of whoever is on it. */
export type Demands = Pick<PostType, 'risky' | 'minimumAge' | 'needsInsurance' | 'needsTraining'>

/**
 * May this person be on duty on this day? Registered and carrying a card (SE-61); old enough, with a
 * guardian's consent below the policy's age; insured, trained and told of the risks where the
 * post asks for it. Null asks for what every duty asks for.
 */
export function decideFitness(
  facts: DutyFacts,
  demands: Demands | null,
  ages: PolicyValues['ages'],
  on: CivilDate,
): 'fit' | Refusal {
  const papers = decidePapers(facts, on)
  if (papers !== 'fit') return papers
  const age = decideAge(facts, demands, ages, on)
  if (age !== 'fit' || demands === null) return age
  if (demands.needsTraining && !facts.trained) return refuse(dutyErrors['not-trained'])
  if (demands.needsInsurance && !facts.insured) return refuse(dutyErrors['not-insured'])
  if (demands.risky && !facts.riskAccepted) return refuse(dutyErrors['risk-not-accepted'])
  return 'fit'
}

function decidePapers(facts: DutyFacts, on: CivilDate): 'fit' | Refusal {
  if (facts.hasLeft) return refuse(dutyErrors['person-not-found'])
  if (!facts.belongs) return refuse(dutyErrors['not-of-community'])
  const { certificateOn, firstCardOn } = facts
  if (certificateOn === null || certificateOn > on) return refuse(dutyErrors['not-registered'])
  const carries = facts.hasCard && firstCardOn !== null && firstCardOn <= on
  return carries ? 'fit' : refuse(dutyErrors['no-card'])
}

function decideAge(
  { bornOn, guardianConsentOn }: DutyFacts,
  demands: Demands | null,
  ages: PolicyValues['ages'],
  on: CivilDate,
): 'fit' | Refusal {
  if (bornOn === null) return refuse(dutyErrors['age-unknown'])
  const age = ageOn(bornOn, on)
  const least = Math.max(
    ages.minimum,
    demands?.minimumAge ?? 0,
    demands?.risky ? ages.patrolMinimum : 0,
  )
  if (age < least) return refuse(dutyErrors['too-young'], { minimum: least })
  const consented = guardianConsentOn !== null && guardianConsentOn <= on
  return age >= ages.guardianUntil || consented ? 'fit' : refuse(dutyErrors['no-guardian-consent'])
}
