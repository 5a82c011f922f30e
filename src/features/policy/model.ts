/**
 * Every number of the programme is a policy: a code, versions of its value, each with the day from
 * which it holds. A version is proposed by one person and confirmed by another, begins tomorrow at
 * the earliest and never changes; so what held on a day is known for ever (product.md, R-43).
 * Version 0 is what the programme ships with.
 */
import type { CivilDate, Instant } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'

export const policyCodes = [
  'credits',
  'charge',
  'recording',
  'queue',
  'desk',
  'clocks',
  'redemption',
  'gifts',
  'stars',
  'mobilisation',
  'ranking',
  'ages',
  'shifts',
  'notices',
  'expiry',
  'care',
] as const
export type PolicyCode = (typeof policyCodes)[number]

export const publicRankings = ['off', 'honours', 'full'] as const

/** Numbers are whole; `…Minutes` minutes, `…Days` days, factors decimal text such as `1.25`. */
export type PolicyValues = {
  readonly credits: {
    readonly capMinutes: number
    readonly multipliers: {
      readonly general: string
      readonly technical: string
      readonly professional: string
    }
  }
  /** Credits used per recorded minute of a visit. */
  readonly charge: { readonly factor: string }
  readonly recording: {
    readonly withinWorkdays: number
    readonly dayRedMinutes: number
    readonly planToleranceMinutes: number
  }
  /** Station hours and the limits of the promise, in working days. */
  readonly queue: {
    readonly hours: { readonly opens: string; readonly closes: string }
    readonly needDays: number
    readonly savingsDays: number
    readonly generalDays: number
  }
  /** `unreachable` is an answer after so many tries on so many days (SE-67); the first are the least. */
  readonly desk: { readonly unreachableTries: number; readonly unreachableDays: number }
  /**
   * 限时 (SE-70, SE-73): five minutes of an open station for the first answer to 咨询 and 预约, working
   * days for the reply by kind; a warning before, the subdistrict after.
   */
  readonly clocks: {
    readonly firstAnswer: {
      readonly warnMinutes: number
      readonly minutes: number
      readonly escalateMinutes: number
    }
    readonly reply: {
      readonly days: {
        readonly consultation: number
        readonly appointment: number
        readonly help: number
        readonly report: number
        readonly complaint: number
      }
      readonly warnDays: number
      readonly escalateDays: number
    }
    /** So many days after the answer the asker may have the case opened again. */
    readonly reopenDays: number
    /** What came in on paper may be entered so many working days later at most. */
    readonly paperWorkdays: number
  }
  /**
   * A hold returns by itself so many days after the promise; so many working days of silence confirm
   * a visit's minutes.
   */
  readonly redemption: { readonly holdDays: number; readonly silenceWorkdays: number }
  /** What somebody may give in a year to people who are not family. */
  readonly gifts: { readonly othersYearMinutes: number }
  /** Service minutes for one star, two stars …. */
  readonly stars: { readonly minutes: readonly number[] }
  /** 1+10 (incentives.md E1). */
  readonly mobilisation: {
    readonly introducer: { readonly politicalStatus: readonly string[] }
    readonly introduced: {
      readonly politicalStatusNot: readonly string[]
      readonly sameHousehold: boolean
    }
    readonly stateWithinDays: number
    readonly declineWithinDays: number
    readonly attendanceMinMinutes: number
    readonly effectiveDays: number
    readonly activeDays: { readonly month: number; readonly quarter: number; readonly year: number }
    readonly goal: number
    readonly introducerMustBeActive: boolean
  }
  readonly ranking: {
    readonly dayCapMinutes: number
    readonly monthCapMinutes: number
    readonly publicRanking: (typeof publicRankings)[number]
  }
  /** Years of age; `guardianUntil` is the first age without a guardian's consent. */
  readonly ages: {
    readonly minimum: number
    readonly guardianUntil: number
    readonly patrolMinimum: number
  }
  /** Shifts of plans: how far ahead they are laid out, and when one checks in and out (SE-90). */
  readonly shifts: {
    readonly aheadWeeks: number
    readonly checkInOpensMinutes: number
    readonly checkOutGraceMinutes: number
    /** A scanned code is good for so long, for who has to sign in first. */
    readonly scanMinutes: number
    readonly firstReminderMinutes: number
    readonly secondReminderMinutes: number
  }
  /**
   * Texts that are not urgent wait from `begins` to `ends`, Shanghai time, the next day where that is
   * earlier; a message that does not get there is given up after so many tries.
   */
  readonly notices: {
    readonly quietTime: { readonly begins: string; readonly ends: string }
    readonly tries: number
  }
  readonly expiry: { readonly enabled: boolean }
  /** 帮扶 (ADR 0014): how long a consent holds, and what a file's keeping and opening is bound to. */
  readonly care: {
    readonly needGroups: readonly string[]
    readonly consentDays: number
    readonly keepDays: number
    readonly temporaryDays: number
    readonly openMinutes: number
    /** Below this age a guardian consents (PIPL 31). */
    readonly guardianUntil: number
    /** Households that one helper is paired with in a community, at most. */
    readonly pairingCapacity: number
  }
}

export type PolicyVersion<C extends PolicyCode = PolicyCode> = {
  readonly id: Id
  readonly code: C
  readonly version: number
  readonly value: PolicyValues[C]
  readonly effectiveFromOn: CivilDate
  readonly reason: string
  readonly proposedById: Id | null
  readonly proposedAt: Instant
  readonly confirmedById: Id | null
  readonly confirmedAt: Instant | null
  readonly withdrawnAt: Instant | null
}

/** Confirmed, not withdrawn versions of all codes. */
export type PolicySet = readonly PolicyVersion[]

export type FirstPolicy = {
  [C in PolicyCode]: { readonly code: C; readonly value: PolicyValues[C] }
}[PolicyCode]

/** What a pilot starts with; data for the first migration, and what held before any version. */
export const firstPolicies: readonly FirstPolicy[] = [
  {
    code: 'credits',
    value: {
      capMinutes: 90_000,
      multipliers: { general: '1', technical: '1', professional: '1' },
    },
  },
  { code: 'charge', value: { factor: '1' } },
  {
    code: 'recording',
    value: { withinWorkdays: 10, dayRedMinutes: 480, planToleranceMinutes: 15 },
  },
  {
    code: 'queue',
    value: {
      hours: { opens: '08:00', closes: '18:00' },
      needDays: 2,
      savingsDays: 3,
      generalDays: 7,
    },
  },
  { code: 'desk', value: { unreachableTries: 3, unreachableDays: 2 } },
  {
    code: 'clocks',
    value: {
      firstAnswer: { warnMinutes: 3, minutes: 5, escalateMinutes: 25 },
      reply: {
        days: { consultation: 1, appointment: 7, help: 7, report: 5, complaint: 5 },
        warnDays: 1,
        escalateDays: 1,
      },
      reopenDays: 30,
      paperWorkdays: 10,
    },
  },
  { code: 'redemption', value: { holdDays: 30, silenceWorkdays: 3 } },
  { code: 'gifts', value: { othersYearMinutes: 600 } },
  { code: 'stars', value: { minutes: [6_000, 18_000, 36_000, 60_000, 90_000] } },
  {
    code: 'mobilisation',
    value: {
      introducer: { politicalStatus: ['partyMember', 'probationaryMember'] },
      introduced: {
        politicalStatusNot: ['partyMember', 'probationaryMember'],
        sameHousehold: false,
      },
      stateWithinDays: 30,
      declineWithinDays: 15,
      attendanceMinMinutes: 30,
      effectiveDays: 2,
      activeDays: { month: 1, quarter: 2, year: 4 },
      goal: 10,
      introducerMustBeActive: true,
    },
  },
  {
    code: 'ranking',
    value: { dayCapMinutes: 480, monthCapMinutes: 2_400, publicRanking: 'honours' },
  },
  { code: 'ages', value: { minimum: 14, guardianUntil: 18, patrolMinimum: 18 } },
  {
    code: 'shifts',
    value: {
      aheadWeeks: 5,
      checkInOpensMinutes: 30,
      checkOutGraceMinutes: 60,
      scanMinutes: 10,
      firstReminderMinutes: 1_440,
      secondReminderMinutes: 120,
    },
  },
  { code: 'notices', value: { quietTime: { begins: '21:00', ends: '08:00' }, tries: 10 } },
  { code: 'expiry', value: { enabled: false } },
  {
    code: 'care',
    value: {
      needGroups: [
        ...['老年人', '未成年人', '下岗失业', '残疾', '低收入'],
        ...['特困', '孤寡', '困难学生', '患病'],
      ],
      consentDays: 365,
      keepDays: 30,
      temporaryDays: 180,
      openMinutes: 30,
      guardianUntil: 14,
      pairingCapacity: 5,
    },
  },
]
