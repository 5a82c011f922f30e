import { readNow } from '../../db/clock.ts'
import type { Batch } from '../../db/commands.ts'
import { inTransaction, type Ctx } from '../../db/transaction.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { postNotices, type NewNotice } from '../notice/post-notices.ts'
import { findCoordinators, type Coordinators } from '../person/find-coordinators.ts'
import { findOnDuty } from '../duty/find-on-duty.ts'
import { clockNoticeText } from './messages.ts'
import type { Clock } from './model/clocks.ts'
import { DESK_DUTY } from './model/requests.ts'
import { advanceClock, type Reached } from './rules/clocks.ts'
import { whoIsTold, type InCharge } from './rules/escalation.ts'
import { lockDueRequests, lockRunning, updateClock, type DueRequest } from './store/clocks.ts'
import { insertDiary } from './store/requests.ts'

const AT_ONCE = 100

/**
 * Warns, marks as breached and escalates what is due, each once: the diary has it, and whoever has to
 * act is told, in one transaction. Safe in several processes at once: a request that another one has
 * is passed by. What came due while nothing ran is made up for, stage by stage. Returns how many
 * stages were reached.
 */
export async function advanceClocks(ctx: Ctx): Promise<number> {
  let reached = 0
  for (;;) {
    const done = await inTransaction(ctx, (tx) => advanceSome({ ...ctx, tx }))
    reached += done.reached
    if (done.requests === 0) return reached
  }
}

async function advanceSome(
  ctx: Batch['ctx'],
): Promise<{ readonly requests: number; readonly reached: number }> {
  const { tx } = ctx
  const now = await readNow(ctx, tx)
  const due = await lockDueRequests(tx, now, AT_ONCE)
  if (due.length === 0) return { requests: 0, reached: 0 }
  const coordinators = await findCoordinators(
    tx,
    due.map(({ communityId }) => communityId),
  )
  let count = 0
  const notices: NewNotice[] = []
  for (const request of due) {
    for (const clock of await lockRunning(tx, request)) {
      const { clock: next, reached } = advanceClock(clock, now)
      if (reached.length === 0) continue
      await updateClock(tx, next)
      await write({ ctx, now }, request, clock, reached)
      const { acting } = await findOnDuty(tx, request.communityId, DESK_DUTY, now)
      const inCharge = { ...request, actingId: acting }
      notices.push(...noticesOf(inCharge, clock, reached, coordinators.get(request.communityId)))
      count += reached.length
    }
  }
  await postNotices(tx, now, notices)
  return { requests: due.length, reached: count }
}

async function write(
  batch: Batch,
  request: DueRequest,
  { measure }: Clock,
  reached: readonly Reached[],
): Promise<void> {
  for (const { stage, at } of reached) {
    const entry = { act: `clock-${stage}`, actorId: null, note: measure, happenedAt: at }
    await insertDiary(batch.ctx.tx, request, { ...entry, recordedAt: batch.now })
    const system = { kind: 'system', personId: null, name: 'advance-clocks' } as const
    await recordAct(
      batch,
      { scope: request.communityId, id: newId(), actor: system },
      { act: `desk.clock-${stage}`, subjects: [request.id] },
    )
  }
}

function noticesOf(
  request: DueRequest & InCharge,
  clock: Clock,
  reached: readonly Reached[],
  coordinators: Coordinators | undefined,
): readonly NewNotice[] {
  return reached.flatMap(({ stage }) =>
    whoIsTold(stage, request, coordinators).map((recipientId: Id) => ({
      recipientId,
      communityId: request.communityId,
      kind: `desk.clock-${stage}`,
      text: clockNoticeText(request.kind, clock.measure, stage, clock.dueAt),
      link: `/requests/${request.id}?community=${request.communityId}`,
      onceKey: `clock-${request.id}-${clock.measure}-${clock.round}-${stage}`,
      urgent: clock.measure === 'firstAnswer',
    })),
  )
}
