import {
  civilDateOf,
  MINUTE_MS,
  epochMs,
  type CivilDate,
  type Instant,
} from '../../../kernel/clock.ts'
import { isRefusal, refuse, type Refusal } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { minutes, type Minutes } from '../../../kernel/minutes.ts'
import type { Calendar } from '../../../kernel/workdays.ts'
import { personErrors } from '../../person/errors.ts'
import type { PersonFacts, VolunteerFacts } from '../../person/model.ts'
import { ageOn } from '../../person/rules.ts'
import type { PolicyValues } from '../../policy/model.ts'
import { serviceErrors } from '../errors.ts'
import type { Offering, Recipient, RecordState, Span } from '../model.ts'
import { isLate } from './decide-approval.ts'

/** What the record says of itself. */
export type Claim = Span & {
  readonly personId: Id
  readonly recipient: Recipient
  readonly lateReason: string | null
  readonly replacesId: Id | null
}

/** What the database knows about the claim; null where there is no such thing. */
export type SubmissionFacts = {
  readonly person: Pick<PersonFacts, 'householdId' | 'bornOn' | 'leftAt'> | null
  readonly volunteer:
    | (Pick<VolunteerFacts, 'certificateOn' | 'guardianConsentOn'> & {
        /** The day of the first card: one for a lost card takes nothing back. */
        readonly firstCardOn: CivilDate | null
      })
    | null
  readonly offering: Pick<Offering, 'counts' | 'risky' | 'minimumAge' | 'retiredAt'> | null
  readonly servedAtIsCommunity: boolean
  /** The person or household named as served is known. */
  readonly recipientIsKnown: boolean
  readonly recipientHouseholdId: Id | null
  /** The recipient, or somebody of the household served, is a parent of the volunteer. */
  readonly recipientIsParent: boolean
  readonly replacedState: RecordState | null
}

export type SubmissionPolicies = {
  readonly ages: PolicyValues['ages']
  readonly recording: PolicyValues['recording']
  readonly calendar: Calendar
}

/** `lateReason` is kept only where the record is late: it is what marks 补录. */
export type Submission = { readonly serviceMinutes: Minutes; readonly lateReason: string | null }

const MOST_MINUTES = 1_440
const EARLIEST: CivilDate = '2000-01-01' as CivilDate

/** May this be recorded (R-05, R-16, R-34, SE-61)? */
export function decideSubmission(
  claim: Claim,
  facts: SubmissionFacts,
  policies: SubmissionPolicies,
  now: Instant,
): Submission | Refusal {
  const serviceMinutes = measure(claim, now)
  if (isRefusal(serviceMinutes)) return serviceMinutes
  const refusal =
    judgeExistence(claim, facts) ??
    judgeVolunteer(civilDateOf(claim.startsAt), facts, policies.ages) ??
    judgeRecipient(claim, facts)
  if (refusal) return refusal
  const late = isLate(
    { endsAt: claim.endsAt, submittedAt: now },
    policies.recording,
    policies.calendar,
  )
  if (late && claim.lateReason === null) {
    return refuse(serviceErrors['late-reason-needed'], {
      withinWorkdays: policies.recording.withinWorkdays,
    })
  }
  return { serviceMinutes, lateReason: late ? claim.lateReason : null }
}

/** Whole minutes, one to a day's worth, ended by now. */
export function measure({ startsAt, endsAt }: Span, now: Instant): Minutes | Refusal {
  const lengthMs = epochMs(endsAt) - epochMs(startsAt)
  if (epochMs(startsAt) % MINUTE_MS !== 0 || lengthMs % MINUTE_MS !== 0) {
    return refuse(serviceErrors['minutes-malformed'])
  }
  if (lengthMs <= 0) return refuse(serviceErrors['time-reversed'])
  if (lengthMs > MOST_MINUTES * MINUTE_MS) return refuse(serviceErrors['time-too-long'])
  if (civilDateOf(startsAt) < EARLIEST) return refuse(serviceErrors['time-too-early'])
  if (endsAt > now) return refuse(serviceErrors['time-in-future'])
  return minutes(lengthMs / MINUTE_MS)
}

function judgeExistence(claim: Claim, facts: SubmissionFacts): Refusal | undefined {
  if (!facts.person) return refuse(personErrors['not-found'])
  if (facts.person.leftAt !== null) return refuse(personErrors['already-left'])
  if (!facts.servedAtIsCommunity) return refuse(personErrors['community-not-found'])
  if (!facts.offering) return refuse(serviceErrors['offering-not-found'])
  if (facts.offering.retiredAt !== null) return refuse(serviceErrors['offering-retired'])
  if (facts.offering.counts === 'none') return refuse(serviceErrors['offering-counts-none'])
  if (claim.replacesId === null) return undefined
  if (facts.replacedState === null) return refuse(serviceErrors['replaced-not-found'])
  const counts = ['draft', 'submitted', 'approved'].includes(facts.replacedState)
  return counts ? refuse(serviceErrors['replaced-still-counts']) : undefined
}

/** Registered, with a card, old enough for the offering (SE-61, R-34); also asked before a shift. */
export function judgeVolunteer(
  servedOn: CivilDate,
  { person, volunteer, offering }: Pick<SubmissionFacts, 'person' | 'volunteer' | 'offering'>,
  ages: PolicyValues['ages'],
): Refusal | undefined {
  if (!volunteer || volunteer.certificateOn > servedOn) {
    return refuse(serviceErrors['not-registered'])
  }
  if (volunteer.firstCardOn === null || volunteer.firstCardOn > servedOn) {
    return refuse(serviceErrors['not-registered'])
  }
  if (!person?.bornOn) return refuse(personErrors['birth-date-missing'])
  const age = ageOn(person.bornOn, servedOn)
  const minimum = Math.max(
    ages.minimum,
    offering?.minimumAge ?? 0,
    offering?.risky ? ages.patrolMinimum : 0,
  )
  if (age < minimum) return refuse(serviceErrors['volunteer-too-young'], { minimum })
  const { guardianConsentOn } = volunteer
  if (age < ages.guardianUntil && (guardianConsentOn === null || guardianConsentOn > servedOn)) {
    return refuse(serviceErrors['guardian-consent-needed'])
  }
  return undefined
}

/** Oneself, one's household and one's parents are looked after, not served. */
function judgeRecipient(claim: Claim, facts: SubmissionFacts): Refusal | undefined {
  const { recipient } = claim
  if (recipient.kind === 'group' || recipient.kind === 'place') return undefined
  if (recipient.kind === 'person' && recipient.personId === claim.personId) {
    return refuse(serviceErrors['recipient-oneself'])
  }
  if (!facts.recipientIsKnown) return refuse(serviceErrors['recipient-not-found'])
  const { recipientHouseholdId, person } = facts
  if (recipientHouseholdId !== null && recipientHouseholdId === person?.householdId) {
    return refuse(serviceErrors['recipient-household'])
  }
  return facts.recipientIsParent ? refuse(serviceErrors['recipient-parent']) : undefined
}
