import { and, asc, desc, eq, isNull, lt, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import { marked, scrub } from '../../../db/scrub.ts'
import type { CivilDate } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { ERASED_TEXT, type Erased } from '../../person/model.ts'
import { persons } from '../../person/tables.ts'
import { dutyErrors } from '../errors.ts'
import type { DutyPromise, NamedPromise } from '../model/promises.ts'
import { promises } from '../tables/promises.ts'

defineConstraints({ promises_not_by_oneself: dutyErrors['own-promise'] })

export async function insertPromise(tx: Tx, promise: DutyPromise): Promise<void> {
  await tx.insert(promises).values(promise)
}

const promiseKey = (communityId: Id, id: Id) =>
  and(eq(promises.communityId, communityId), eq(promises.id, id))

export async function lockPromise(
  tx: Tx,
  communityId: Id,
  id: Id,
): Promise<DutyPromise | undefined> {
  const rows = await tx
    .select()
    .from(promises)
    .where(promiseKey(communityId, id))
    .for('no key update')
  return rows[0]
}

export type Judgement = Pick<DutyPromise, 'outcome' | 'note' | 'judgedById' | 'judgedAt'>

export async function markJudged(
  tx: Tx,
  { communityId, id }: DutyPromise,
  judgement: Judgement,
): Promise<void> {
  await tx.update(promises).set(judgement).where(promiseKey(communityId, id))
}

export type PromisePage = {
  /** Those due before this day and not judged yet; null: all of them, the newest first. */
  readonly overdueOn: CivilDate | null
  readonly beforeId: Id | null
  readonly limit: number
}

export async function selectPromises(
  tx: Queryable,
  communityId: Id,
  { overdueOn, beforeId, limit }: PromisePage,
): Promise<readonly NamedPromise[]> {
  const overdue = overdueOn
    ? and(isNull(promises.judgedAt), lt(promises.dueOn, overdueOn))
    : undefined
  const rows = await tx
    .select({ promise: promises, name: persons.name })
    .from(promises)
    .innerJoin(persons, eq(persons.id, promises.personId))
    .where(
      and(
        eq(promises.communityId, communityId),
        overdue,
        beforeId ? lt(promises.id, beforeId) : undefined,
      ),
    )
    .orderBy(desc(promises.id))
    .limit(limit)
  return rows.map(({ promise, name }) => ({ ...promise, name }))
}

export function selectPromisesOf(tx: Queryable, personId: Id): Promise<readonly DutyPromise[]> {
  return tx
    .select()
    .from(promises)
    .where(eq(promises.personId, personId))
    .orderBy(desc(promises.id))
    .limit(200)
}

/** Open ones anywhere that are due on or before the day. */
export function selectDuePromises(
  tx: Queryable,
  dueBy: CivilDate,
  limit: number,
): Promise<readonly DutyPromise[]> {
  return tx
    .select()
    .from(promises)
    .where(and(isNull(promises.judgedAt), sql`${promises.dueOn} <= ${dueBy}`))
    .orderBy(asc(promises.dueOn), asc(promises.id))
    .limit(limit)
}

/** What somebody promised goes; of other texts only what names them. */
export async function erasePromises(tx: Tx, erased: Erased): Promise<void> {
  const { personId, words } = erased
  const mark = ERASED_TEXT
  const { text, note } = promises
  await tx
    .update(promises)
    .set({ text: mark, note: marked(note, mark) })
    .where(eq(promises.personId, personId))
  await scrub(tx, promises, { text, note }, { words, mark })
}
