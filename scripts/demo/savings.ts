import { instantAt } from '../../src/kernel/clock.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { confirmProposal } from '../../src/features/ledger/confirm-proposal.ts'
import { donateCredits } from '../../src/features/ledger/donate-credits.ts'
import { giveCredits } from '../../src/features/ledger/give-credits.ts'
import { proposeEntry } from '../../src/features/ledger/propose-entry.ts'
import type { NeighbourKey } from './cast.ts'
import type { Days } from './days.ts'
import type { CommunityKey } from './tree.ts'
import { play, playerOf, type Moment } from './stage.ts'

/** An old paper book brought in, gifts within and between communities, donations, an open grant. */
export function savings(days: Days): Moment[] {
  return [
    { at: instantAt(days.workdayAfter(days.foundedOn), '16:30'), play: bringIn(days) },
    { at: instantAt(days.workdayBefore(12), '19:10'), play: gift('dianjian', 'he', 'zhao', 300) },
    { at: instantAt(days.workdayBefore(11), '09:50'), play: gift('xinhua', 'cai', 'jiangShu', 60) },
    { at: instantAt(days.workdayBefore(10), '19:20'), play: donation('dianjian', 'he', 120) },
    { at: instantAt(days.workdayBefore(9), '20:00'), play: donation('dianjian', 'tang', 60) },
    { at: instantAt(days.workdayBefore(1), '15:00'), play: proposeGrant },
  ]
}

/** Twenty hours from before the district kept books: by two people. */
function bringIn({ foundedOn }: Days): Moment['play'] {
  return async (stage, at) => {
    const { proposalId } = await play(stage, at, proposeEntry, {
      ...{ key: 'opening', by: 'lu', at: 'xinhua' },
      input: {
        payload: {
          ...{ kind: 'opening', personId: playerOf(stage, 'cai').id },
          ...{ amountMinutes: minutes(1_200), effectiveAt: instantAt(foundedOn) },
        },
        reason: '社区旧储蓄本转入，本子已核对',
      },
    })
    const act = { key: 'opening-confirmed', by: 'su', at: 'xinhua', input: { proposalId } } as const
    await play(stage, at, confirmProposal, act)
  }
}

function gift(
  at: CommunityKey,
  giver: NeighbourKey,
  recipient: NeighbourKey,
  amount: number,
): Moment['play'] {
  return async (stage, now) => {
    const [giverId, recipientId] = [playerOf(stage, giver).id, playerOf(stage, recipient).id]
    const input = { giverId, recipientId, amountMinutes: minutes(amount) }
    await play(stage, now, giveCredits, { key: `gift-${giver}-${recipient}`, by: giver, at, input })
  }
}

function donation(at: CommunityKey, giver: NeighbourKey, amount: number): Moment['play'] {
  return async (stage, now) => {
    const input = { giverId: playerOf(stage, giver).id, amountMinutes: minutes(amount) }
    await play(stage, now, donateCredits, { key: `donation-${giver}`, by: giver, at, input })
  }
}

/** The second person is still to confirm it. */
const proposeGrant: Moment['play'] = async (stage, at) => {
  await play(stage, at, proposeEntry, {
    ...{ key: 'grant', by: 'chen', at: 'dianjian' },
    input: {
      payload: {
        ...{ kind: 'grant', personId: playerOf(stage, 'tian').id, amountMinutes: minutes(60) },
      },
      reason: '独居，临时困难，从公益时间库补助一小时',
    },
  })
}
