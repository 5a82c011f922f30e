import { and, asc, desc, eq, isNull } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { deskErrors } from '../errors.ts'
import type { Deliberation, Handover, Photo, Position, Referral, Task } from '../model/casework.ts'
import {
  deliberationPositions,
  deliberations,
  requestHandovers,
  requestPhotos,
  requestReferrals,
  requestTasks,
} from '../tables/casework.ts'
import type { RequestKey } from './requests.ts'

defineConstraints({
  request_handovers_one_open: deskErrors['handover-open'],
  deliberations_one_open: deskErrors['deliberation-open'],
})

export async function insertTask(tx: Tx, task: Task): Promise<void> {
  await tx.insert(requestTasks).values(task)
}

export function selectTasks(tx: Queryable, key: RequestKey): Promise<readonly Task[]> {
  return tx
    .select()
    .from(requestTasks)
    .where(and(eq(requestTasks.communityId, key.communityId), eq(requestTasks.requestId, key.id)))
    .orderBy(asc(requestTasks.id))
}

/** Under the request's lock. */
export async function updateTask(
  tx: Tx,
  task: Pick<Task, 'communityId' | 'requestId' | 'id'>,
  change: Pick<Task, 'state' | 'result' | 'closedById' | 'closedAt'>,
): Promise<void> {
  await tx
    .update(requestTasks)
    .set(change)
    .where(
      and(
        eq(requestTasks.communityId, task.communityId),
        eq(requestTasks.requestId, task.requestId),
        eq(requestTasks.id, task.id),
      ),
    )
}

export async function insertHandover(tx: Tx, handover: Handover): Promise<void> {
  await tx.insert(requestHandovers).values(handover)
}

export function selectHandovers(tx: Queryable, key: RequestKey): Promise<readonly Handover[]> {
  return tx
    .select()
    .from(requestHandovers)
    .where(
      and(
        eq(requestHandovers.communityId, key.communityId),
        eq(requestHandovers.requestId, key.id),
      ),
    )
    .orderBy(asc(requestHandovers.id))
}

/** Ends the open offer of a request, if there is one. */
export async function closeHandover(
  tx: Tx,
  key: RequestKey,
  accepted: boolean,
  decidedAt: Instant,
): Promise<void> {
  await tx
    .update(requestHandovers)
    .set({ accepted, decidedAt })
    .where(
      and(
        eq(requestHandovers.communityId, key.communityId),
        eq(requestHandovers.requestId, key.id),
        isNull(requestHandovers.decidedAt),
      ),
    )
}

export async function insertReferral(tx: Tx, referral: Referral): Promise<void> {
  await tx.insert(requestReferrals).values(referral)
}

export function selectReferrals(tx: Queryable, key: RequestKey): Promise<readonly Referral[]> {
  return tx
    .select()
    .from(requestReferrals)
    .where(
      and(
        eq(requestReferrals.communityId, key.communityId),
        eq(requestReferrals.requestId, key.id),
      ),
    )
    .orderBy(asc(requestReferrals.id))
}

export async function updateReferral(
  tx: Tx,
  referral: Pick<Referral, 'communityId' | 'requestId' | 'id'>,
  change: Pick<Referral, 'outcome' | 'helped' | 'outcomeAt'>,
): Promise<void> {
  await tx
    .update(requestReferrals)
    .set(change)
    .where(
      and(
        eq(requestReferrals.communityId, referral.communityId),
        eq(requestReferrals.requestId, referral.requestId),
        eq(requestReferrals.id, referral.id),
      ),
    )
}

export async function insertDeliberation(
  tx: Tx,
  { positions: _, ...deliberation }: Deliberation,
): Promise<void> {
  await tx.insert(deliberations).values(deliberation)
}

const ofDeliberation = ({ communityId, id }: RequestKey) =>
  and(eq(deliberations.communityId, communityId), eq(deliberations.requestId, id))

/** With what was said, in the order in which it was said. */
export async function selectDeliberations(
  tx: Queryable,
  key: RequestKey,
): Promise<readonly Deliberation[]> {
  const held = await tx
    .select()
    .from(deliberations)
    .where(ofDeliberation(key))
    .orderBy(asc(deliberations.id))
  const said = await tx
    .select()
    .from(deliberationPositions)
    .where(
      and(
        eq(deliberationPositions.communityId, key.communityId),
        eq(deliberationPositions.requestId, key.id),
      ),
    )
    .orderBy(asc(deliberationPositions.id))
  return held.map((one) => ({
    ...one,
    positions: said.filter(({ deliberationId }) => deliberationId === one.id),
  }))
}

export async function insertPosition(
  tx: Tx,
  of: Pick<Deliberation, 'communityId' | 'requestId' | 'id'>,
  position: Position & { readonly id: Id; readonly enteredById: Id },
): Promise<void> {
  const { communityId, requestId, id: deliberationId } = of
  await tx
    .insert(deliberationPositions)
    .values({ communityId, requestId, deliberationId, ...position })
}

export async function closeDeliberation(
  tx: Tx,
  of: Pick<Deliberation, 'communityId' | 'requestId' | 'id'>,
  result: string,
  closedAt: Instant,
): Promise<void> {
  await tx
    .update(deliberations)
    .set({ result, closedAt })
    .where(and(ofDeliberation({ ...of, id: of.requestId }), eq(deliberations.id, of.id)))
}

export type SealedPhoto = Photo & { readonly imageSealed: string }

export async function insertPhoto(tx: Tx, photo: SealedPhoto): Promise<void> {
  await tx.insert(requestPhotos).values(photo)
}

const ofPhoto = ({ communityId, id }: RequestKey) =>
  and(eq(requestPhotos.communityId, communityId), eq(requestPhotos.requestId, id))

/** Without their bytes, newest first. */
export function selectPhotos(tx: Queryable, key: RequestKey): Promise<readonly Photo[]> {
  const { communityId, requestId, id, caption, addedById, addedAt } = requestPhotos
  return tx
    .select({ communityId, requestId, id, caption, addedById, addedAt })
    .from(requestPhotos)
    .where(ofPhoto(key))
    .orderBy(desc(requestPhotos.id))
}

export async function selectPhoto(
  tx: Queryable,
  key: RequestKey,
  photoId: Id,
): Promise<SealedPhoto | undefined> {
  const rows = await tx
    .select()
    .from(requestPhotos)
    .where(and(ofPhoto(key), eq(requestPhotos.id, photoId)))
  return rows[0]
}
