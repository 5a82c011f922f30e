import { instantAt, type Instant } from '../../src/kernel/clock.ts'
import {
  approveRecords,
  openedToken,
  type ApproveRecords,
} from '../../src/features/service/approve-records.ts'
import { rejectRecords } from '../../src/features/service/reject-records.ts'
import { dice } from '../demo/chance.ts'
import type { Days } from '../demo/days.ts'
import { perform, type Deed } from '../demo/perform.ts'
import type { Moment, Stage } from '../demo/stage.ts'
import { coordinatorOf, nodeOf, type Community, type District, type Waiting } from './district.ts'

/** The last round was so many working days ago: what came since waits in the inboxes. */
const LAST_ROUND = 3

/** Every second working day each station empties its inbox. */
export function rounds(district: District, days: Days): Moment[] {
  const moments: Moment[] = []
  const firstOn = days.served[0] ?? days.today
  for (let back = LAST_ROUND; ; back += 2) {
    const at = instantAt(days.workdayBefore(back), '10:30')
    const since = instantAt(days.workdayBefore(back + 2), '10:30')
    if (at < instantAt(firstOn)) return moments
    moments.push({ at, recall: 'never', play: (stage) => empty(stage, at, district, since) })
  }
}

async function empty(stage: Stage, at: Instant, district: District, since: Instant): Promise<void> {
  const due = district.waiting.filter((one) => one.at > since && one.at <= at)
  const refused = new Set(due.filter((one, n) => isRefused(one, n, at)))
  const turn = due.filter((one) => !refused.has(one))
  const outcomes = await perform(
    stage.ctx,
    at,
    approveRecords,
    byDesk(stage, district, turn).map((desk) => approvalOf(stage, district, at, desk)),
  )
  for (const outcome of outcomes.flat()) {
    if (!outcome.approved) throw new Error(`not approved: ${outcome.refusal.code}`)
  }
  await perform(
    stage.ctx,
    at,
    rejectRecords,
    byDesk(stage, district, [...refused]).map(({ where, approverId, records }) => ({
      ...{ key: `reject-${where.key}-${approverId}-${at}`, actorId: approverId },
      scope: nodeOf(stage, district, where),
      input: { records: records.map(recordKeyOf), reason: '内容写得不清楚，请补充后重新提交' },
    })),
  )
}

/** One in two hundred comes back; not one that came in with a visit. */
function isRefused({ servedAt, visit }: Waiting, n: number, at: Instant): boolean {
  return !visit && dice(`${servedAt.key} ${at} ${n} refused`, 200) === 0
}

type Desk = {
  readonly where: Community
  readonly approverId: string
  readonly records: readonly Waiting[]
}

/** What each coordinator decides: the first, and the second for what the first has entered. */
function byDesk(stage: Stage, district: District, records: readonly Waiting[]): readonly Desk[] {
  const desks = new Map<string, { where: Community; approverId: string; records: Waiting[] }>()
  for (const one of records) {
    const [first, second] = ([0, 1] as const).map(
      (which) => coordinatorOf(stage, district, one.servedAt, which).id,
    ) as [string, string]
    const approverId = one.enteredById === first ? second : first
    const desk = desks.get(approverId) ?? { where: one.servedAt, approverId, records: [] }
    desk.records.push(one)
    desks.set(approverId, desk)
  }
  return [...desks.values()]
}

function approvalOf(
  stage: Stage,
  district: District,
  at: Instant,
  { where, approverId, records }: Desk,
): Deed<ApproveRecords> {
  return {
    ...{ key: `round-${where.key}-${approverId}-${at}`, actorId: approverId },
    scope: nodeOf(stage, district, where),
    input: {
      records: records.map(recordKeyOf),
      opened: records.map(({ id }) => openedToken(stage.ctx.sealKeys, approverId, id)),
    },
  }
}

function recordKeyOf({ communityId, id }: Waiting) {
  return { communityId, id }
}
