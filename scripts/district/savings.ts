import { instantAt } from '../../src/kernel/clock.ts'
import { DomainError, isRefusal, type Refusal } from '../../src/kernel/errors.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { donateCredits } from '../../src/features/ledger/donate-credits.ts'
import { ledgerErrors } from '../../src/features/ledger/errors.ts'
import { giveCredits } from '../../src/features/ledger/give-credits.ts'
import { dice } from '../demo/chance.ts'
import type { Days } from '../demo/days.ts'
import { attempt } from '../demo/perform.ts'
import type { Moment, Stage } from '../demo/stage.ts'
import { nodeOf, somebody, type Community, type District } from './district.ts'
import { earlyResidents } from './people.ts'
import { shareOf } from './scale.ts'

/** In the middle of every month some volunteers give an hour to a neighbour, or to the commons. */
export function savings(district: District, days: Days): Moment[] {
  const middles = days.served.filter((day) => day.endsWith('-16'))
  return middles.map((day, month) => ({
    ...{ at: instantAt(day, '19:15'), recall: 'never' },
    play: (stage, at) => give(stage, at, district, month),
  }))
}

async function give(
  stage: Stage,
  at: Moment['at'],
  district: District,
  month: number,
): Promise<void> {
  const of = (what: string, sides: number) =>
    district.communities.filter(({ key }) => dice(`${key} ${month} ${what}`, sides) === 0)
  const giverOf = ({ key, index }: Community, step: number) =>
    somebody(district, `${key}-s${(month + step) % shareOf('social', index)}`).id
  const donations = of('donates', 3).map((where) => ({
    ...{ key: `donation-${where.key}-${month}`, actorId: giverOf(where, 0) },
    scope: nodeOf(stage, district, where),
    input: { giverId: giverOf(where, 0), amountMinutes: minutes(60) },
  }))
  const gifts = of('gives', 2).map((where) => {
    const resident = dice(`${where.key} ${month} to`, earlyResidents(where))
    const recipientId = somebody(district, `${where.key}-r${resident}`).id
    return {
      ...{ key: `gift-${where.key}-${month}`, actorId: giverOf(where, 4) },
      scope: nodeOf(stage, district, where),
      input: { giverId: giverOf(where, 4), recipientId, amountMinutes: minutes(60) },
    }
  })
  allowEmptyPurses(await attempt(stage.ctx, at, donateCredits, donations))
  allowEmptyPurses(await attempt(stage.ctx, at, giveCredits, gifts))
}

/** Whoever has saved too little in the first weeks gives nothing. */
function allowEmptyPurses(results: readonly unknown[]): void {
  for (const result of results) {
    if (!isRefusal(result)) continue
    const { error, details }: Refusal = result
    if (error !== ledgerErrors['insufficient-credits']) throw new DomainError(error, details)
  }
}
