import { plusDays, type CivilDate } from '../../../kernel/clock.ts'
import { refuse, type Refusal } from '../../../kernel/errors.ts'
import { ageOn } from '../../person/rules.ts'
import type { PolicyValues } from '../../policy/model.ts'
import { careErrors } from '../errors.ts'
import type { ConsentGiver, Need } from '../model/notes.ts'

type CarePolicy = PolicyValues['care']

export type ConsentWish = {
  readonly givenBy: ConsentGiver
  readonly givenOn: CivilDate
  readonly expiresOn: CivilDate
}

/** Given already, not over, not for longer than the policy; of a child by the guardian (PIPL 31). */
export function decideConsent(
  wish: ConsentWish,
  bornOn: CivilDate | null,
  policy: CarePolicy,
  today: CivilDate,
): 'accepted' | Refusal {
  const { givenBy, givenOn, expiresOn } = wish
  const latest = plusDays(givenOn, policy.consentDays)
  if (givenOn > today || expiresOn < today || expiresOn > latest) {
    return refuse(careErrors['consent-dates'], { consentDays: policy.consentDays })
  }
  if (givenBy === 'guardian') return 'accepted'
  if (bornOn === null) return refuse(careErrors['birth-date-missing'])
  return ageOn(bornOn, today) < policy.guardianUntil
    ? refuse(careErrors['guardian-needed'], { guardianUntil: policy.guardianUntil })
    : 'accepted'
}

/** Groups that the register knows, days in order, temporary hardship with an end that is near enough. */
export function decideNeed(need: Need, policy: CarePolicy): 'accepted' | Refusal {
  if (need.groups.some((group) => !policy.needGroups.includes(group))) {
    return refuse(careErrors['group-unknown'])
  }
  const { kind, sinceOn, untilOn, reviewOn } = need
  const isInOrder = reviewOn >= sinceOn && (untilOn === null || untilOn >= sinceOn)
  const latest = plusDays(sinceOn, policy.temporaryDays)
  const isBound = kind === 'standing' || (untilOn !== null && untilOn <= latest)
  return isInOrder && isBound
    ? 'accepted'
    : refuse(careErrors['need-dates'], { temporaryDays: policy.temporaryDays })
}

/** 重点保障: on the register, or in temporary hardship, on that day. */
export function isInNeed(need: Need, on: CivilDate): boolean {
  return need.sinceOn <= on && (need.untilOn === null || need.untilOn >= on)
}

/** `王**`: enough to tell for whoever knows the person, and no more. */
export function maskName(name: string): string {
  const [first = '', ...rest] = [...name]
  return first + '*'.repeat(Math.max(1, Math.min(rest.length, 3)))
}
