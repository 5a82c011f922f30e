import { inRead, type Ctx } from '../../db/transaction.ts'
import { DISTRICT_SCOPE } from '../../kernel/ids.ts'
import { demoActs, type Demo } from './model.ts'
import { selectActs } from './store.ts'

/** The demonstration that this database holds; null for a real district and an empty database. */
export async function findDemo(ctx: Ctx): Promise<Demo | null> {
  const { begin, chapter, finish } = demoActs
  const acts = await inRead(ctx, (tx) => selectActs(tx, DISTRICT_SCOPE, [begin, chapter, finish]))
  const began = acts.find(({ act }) => act === begin)
  if (!began) return null
  const finished = acts.find(({ act }) => act === finish)
  const last = acts.findLast(({ act }) => act === chapter)
  return {
    beganAt: began.recordedAt,
    scale: began.reason,
    chapter: last?.reason ?? null,
    finishedAt: finished?.recordedAt ?? null,
  }
}
