import {
  civilDateOf,
  plusDays,
  plusMinutes,
  type CivilDate,
  type Instant,
} from '../../kernel/clock.ts'
import { refuse, type Refusal } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { isFactor } from '../../kernel/minutes.ts'
import { isStationHours } from '../../kernel/workdays.ts'
import { policyErrors } from './errors.ts'
import {
  firstPolicies,
  publicRankings,
  type PolicyCode,
  type PolicySet,
  type PolicyValues,
  type PolicyVersion,
} from './model.ts'

/** What held on a day: the version that began last, else what the programme ships with. */
export function policyAt<C extends PolicyCode>(
  all: PolicySet,
  code: C,
  date: CivilDate,
): PolicyValues[C] {
  return versionAt(all, code, date).value
}

/** The same with its number, for results that must be recomputed later. */
export function versionAt<C extends PolicyCode>(
  all: PolicySet,
  code: C,
  date: CivilDate,
): { readonly version: number; readonly value: PolicyValues[C] } {
  let held: PolicyVersion | undefined
  for (const one of all) {
    if (one.code !== code || one.effectiveFromOn > date) continue
    if (!held || startsAfter(one, held)) held = one
  }
  if (held) return held as PolicyVersion<C>
  const first = firstPolicies.find((setting) => setting.code === code)
  if (!first) throw new Error(`no first setting: ${code}`)
  return { version: 0, value: first.value as PolicyValues[C] }
}

function startsAfter(one: PolicyVersion, other: PolicyVersion): boolean {
  if (one.effectiveFromOn !== other.effectiveFromOn) {
    return one.effectiveFromOn > other.effectiveFromOn
  }
  return one.version > other.version
}

/** A minute before midnight is too late for tomorrow: every process must have read it by then. */
export function earliestStart(now: Instant): CivilDate {
  return plusDays(civilDateOf(plusMinutes(now, 1)), 1)
}

export function decideProposal(
  proposal: {
    readonly code: PolicyCode
    readonly value: unknown
    readonly effectiveFromOn: CivilDate
  },
  now: Instant,
): 'accepted' | Refusal {
  if (!isPolicyValue(proposal.code, proposal.value)) return refuse(policyErrors['value-malformed'])
  if (proposal.effectiveFromOn < earliestStart(now)) return refuse(policyErrors['too-early'])
  return 'accepted'
}

/** By another person than the one who proposed it, before it is to begin. */
export function decideConfirmation(
  version: PolicyVersion,
  personId: Id | null,
  now: Instant,
): 'accepted' | Refusal {
  if (version.withdrawnAt) return refuse(policyErrors.withdrawn)
  if (version.confirmedAt) return refuse(policyErrors['already-confirmed'])
  if (personId === version.proposedById) return refuse(policyErrors['second-person-needed'])
  if (version.effectiveFromOn < earliestStart(now)) return refuse(policyErrors['too-early'])
  return 'accepted'
}

/** A proposal at any time; a confirmed version only while it has not begun. */
export function decideWithdrawal(version: PolicyVersion, now: Instant): 'accepted' | Refusal {
  if (version.withdrawnAt) return refuse(policyErrors.withdrawn)
  if (version.confirmedAt && version.effectiveFromOn < earliestStart(now)) {
    return refuse(policyErrors['in-force'])
  }
  return 'accepted'
}

type Check = (value: unknown) => boolean

const whole =
  (from: number, to: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= from && (value as number) <= to
const flag: Check = (value) => typeof value === 'boolean'
const statuses: Check = (value) =>
  Array.isArray(value) &&
  value.length <= 4 &&
  value.every((one) => typeof one === 'string' && /^[a-zA-Z]{1,40}$/.test(one))
const multiplier: Check = (value) => isFactor(value) && Number(value) <= 10

/** Exactly these keys, each as its check says. */
function shape(checks: Readonly<Record<string, Check>>): Check {
  const names = Object.keys(checks)
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const entries = Object.entries(value)
    return (
      entries.length === names.length &&
      entries.every(([name, part]) => Object.hasOwn(checks, name) && checks[name]?.(part) === true)
    )
  }
}

const rising: Check = (value) =>
  Array.isArray(value) &&
  value.length === 5 &&
  value.every((one, index) => whole(1, 1_000_000)(one) && (index === 0 || one > value[index - 1]))

const clockTime: Check = (value) =>
  typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(value)

const days = whole(1, 365)
const groups: Check = (value) =>
  Array.isArray(value) &&
  value.length >= 1 &&
  value.length <= 40 &&
  new Set(value).size === value.length &&
  value.every((one) => typeof one === 'string' && /^\p{Script=Han}{1,10}$/u.test(one))

const values: Readonly<Record<PolicyCode, Check>> = {
  credits: shape({
    capMinutes: whole(60, 1_000_000),
    multipliers: shape({ general: multiplier, technical: multiplier, professional: multiplier }),
  }),
  charge: shape({ factor: multiplier }),
  recording: shape({
    withinWorkdays: whole(1, 60),
    dayRedMinutes: whole(60, 1_440),
    planToleranceMinutes: whole(0, 240),
  }),
  queue: shape({
    hours: (value) =>
      shape({ opens: isText, closes: isText })(value) &&
      isStationHours(value as PolicyValues['queue']['hours']),
    needDays: whole(1, 60),
    savingsDays: whole(1, 60),
    generalDays: whole(1, 60),
  }),
  desk: shape({ unreachableTries: whole(3, 20), unreachableDays: whole(2, 10) }),
  clocks: shape({
    firstAnswer: (value) =>
      shape({
        warnMinutes: whole(1, 59),
        minutes: whole(1, 60),
        escalateMinutes: whole(1, 600),
      })(value) && isWarnedBefore(value as PolicyValues['clocks']['firstAnswer']),
    reply: shape({
      days: shape({
        consultation: whole(1, 60),
        appointment: whole(1, 60),
        help: whole(1, 60),
        report: whole(1, 60),
        complaint: whole(1, 60),
      }),
      warnDays: whole(1, 10),
      escalateDays: whole(1, 30),
    }),
    reopenDays: days,
    paperWorkdays: whole(1, 60),
  }),
  redemption: shape({ holdDays: days, silenceWorkdays: whole(1, 60) }),
  gifts: shape({ othersYearMinutes: whole(0, 90_000) }),
  stars: shape({ minutes: rising }),
  mobilisation: shape({
    introducer: shape({ politicalStatus: statuses }),
    introduced: shape({ politicalStatusNot: statuses, sameHousehold: flag }),
    stateWithinDays: days,
    declineWithinDays: days,
    attendanceMinMinutes: whole(1, 1_440),
    effectiveDays: days,
    activeDays: shape({ month: whole(1, 31), quarter: whole(1, 92), year: days }),
    goal: whole(1, 1_000),
    introducerMustBeActive: flag,
  }),
  ranking: shape({
    dayCapMinutes: whole(1, 1_440),
    monthCapMinutes: whole(1, 44_640),
    publicRanking: (value) => publicRankings.some((one) => one === value),
  }),
  ages: shape({ minimum: whole(0, 30), guardianUntil: whole(0, 30), patrolMinimum: whole(0, 60) }),
  shifts: shape({
    aheadWeeks: whole(1, 12),
    checkInOpensMinutes: whole(0, 240),
    checkOutGraceMinutes: whole(0, 240),
    scanMinutes: whole(1, 60),
    firstReminderMinutes: whole(60, 10_080),
    secondReminderMinutes: whole(10, 1_440),
  }),
  notices: shape({
    quietTime: shape({ begins: clockTime, ends: clockTime }),
    tries: whole(1, 30),
  }),
  expiry: shape({ enabled: flag }),
  care: shape({
    needGroups: groups,
    consentDays: whole(1, 1_095),
    keepDays: days,
    temporaryDays: days,
    openMinutes: whole(1, 240),
    guardianUntil: whole(14, 18),
    pairingCapacity: whole(1, 50),
  }),
}

function isWarnedBefore(value: PolicyValues['clocks']['firstAnswer']): boolean {
  return value.warnMinutes < value.minutes
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

/** Is `value` a whole, sensible value of the policy? */
export function isPolicyValue(code: PolicyCode, value: unknown): boolean {
  return values[code](value)
}

export type PolicyPart = { readonly path: string; readonly text: string }

/** A value as flat parts in text, for forms and lists: `hours.opens` → `08:00`. */
export function partsOf(value: unknown, path = ''): readonly PolicyPart[] {
  if (Array.isArray(value)) return [{ path, text: value.join(', ') }]
  if (typeof value !== 'object' || value === null) return [{ path, text: String(value) }]
  return Object.entries(value).flatMap(([name, part]) =>
    partsOf(part, path === '' ? name : `${path}.${name}`),
  )
}

/** The value that the texts make, each part of the kind that it has in `like`; unchecked. */
export function valueFrom(like: unknown, textOf: (path: string) => string, path = ''): unknown {
  if (typeof like === 'number') return numberFrom(textOf(path))
  if (typeof like === 'boolean') return textOf(path) === 'true'
  if (Array.isArray(like)) return listFrom(like, textOf(path))
  if (typeof like !== 'object' || like === null) return textOf(path).trim()
  return Object.fromEntries(
    Object.entries(like).map(([name, part]) => [
      name,
      valueFrom(part, textOf, path === '' ? name : `${path}.${name}`),
    ]),
  )
}

function listFrom(like: readonly unknown[], text: string): readonly unknown[] {
  const texts = text.split(/[,，、\s]+/).filter((one) => one !== '')
  return typeof like[0] === 'number' ? texts.map(numberFrom) : texts
}

/** Whatever is no plain whole number stays text, for the check to refuse. */
function numberFrom(text: string): number | string {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text) : text
}
