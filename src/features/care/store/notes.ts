import { and, asc, desc, eq, inArray, isNull, type SQL } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import { amongIds } from '../../../db/scrub.ts'
import { columns, statement } from '../../../db/statement.ts'
import type { CivilDate, Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { careErrors } from '../errors.ts'
import type { CareNote, NoteItem } from '../model/notes.ts'
import { careNotes } from '../tables/notes.ts'

defineConstraints({
  care_notes_one_open: careErrors['note-changed'],
  care_notes_consent: careErrors['consent-missing'],
})

export async function insertNote(tx: Tx, note: CareNote): Promise<void> {
  await tx.insert(careNotes).values(note)
}

const noteKey = (communityId: Id, id: Id): SQL | undefined =>
  and(eq(careNotes.communityId, communityId), eq(careNotes.id, id))

/** The open one of a person and item, locked: corrections of one note follow one another. */
export async function lockOpenNote(
  tx: Tx,
  communityId: Id,
  personId: Id,
  item: NoteItem,
): Promise<CareNote | undefined> {
  const rows = await tx
    .select()
    .from(careNotes)
    .where(
      and(
        eq(careNotes.communityId, communityId),
        eq(careNotes.personId, personId),
        eq(careNotes.item, item),
        isNull(careNotes.endedAt),
      ),
    )
    .for('no key update')
  return rows[0]
}

export async function lockNote(tx: Tx, communityId: Id, id: Id): Promise<CareNote | undefined> {
  const rows = await tx
    .select()
    .from(careNotes)
    .where(noteKey(communityId, id))
    .for('no key update')
  return rows[0]
}

export async function markNoteEnded(
  tx: Tx,
  communityId: Id,
  id: Id,
  end: { readonly endedAt: Instant; readonly endedById: Id | null },
): Promise<void> {
  await tx.update(careNotes).set(end).where(noteKey(communityId, id))
}

/** What is open of the people, in the order of the items' writing. */
export function selectOpenNotes(
  tx: Queryable,
  communityId: Id,
  personIds: readonly Id[],
): Promise<readonly CareNote[]> {
  if (personIds.length === 0) return Promise.resolve([])
  return tx
    .select()
    .from(careNotes)
    .where(
      and(
        eq(careNotes.communityId, communityId),
        inArray(careNotes.personId, [...personIds]),
        isNull(careNotes.endedAt),
      ),
    )
    .orderBy(asc(careNotes.id))
}

/** Everybody's of one item, the latest first. */
export function selectRegister(tx: Queryable, communityId: Id): Promise<readonly CareNote[]> {
  return tx
    .select()
    .from(careNotes)
    .where(
      and(
        eq(careNotes.communityId, communityId),
        eq(careNotes.item, 'need'),
        isNull(careNotes.wipedAt),
        isNull(careNotes.endedAt),
      ),
    )
    .orderBy(desc(careNotes.id))
}

/** The register's notes of these people alone, wherever they are kept in the community. */
export function selectNeedNotes(
  tx: Queryable,
  communityId: Id,
  personIds: readonly Id[],
): Promise<readonly CareNote[]> {
  if (personIds.length === 0) return Promise.resolve([])
  return tx
    .select()
    .from(careNotes)
    .where(
      and(
        eq(careNotes.communityId, communityId),
        amongIds(careNotes.personId, personIds),
        eq(careNotes.item, 'need'),
        isNull(careNotes.endedAt),
      ),
    )
}

/** What is open about somebody, in every community. */
export function selectNotesAbout(tx: Queryable, personId: Id): Promise<readonly CareNote[]> {
  return tx
    .select()
    .from(careNotes)
    .where(and(eq(careNotes.personId, personId), isNull(careNotes.endedAt)))
    .orderBy(asc(careNotes.id))
}

/** All of the people, ended ones too, the latest first. */
export function selectHistory(
  tx: Queryable,
  communityId: Id,
  personIds: readonly Id[],
): Promise<readonly CareNote[]> {
  if (personIds.length === 0) return Promise.resolve([])
  return tx
    .select()
    .from(careNotes)
    .where(and(eq(careNotes.communityId, communityId), inArray(careNotes.personId, [...personIds])))
    .orderBy(desc(careNotes.id))
}

/** Takes the contents away, the former ones too; the rows stay with their times. */
export async function wipeNotes(
  tx: Tx,
  communityId: Id,
  personId: Id,
  wish: { readonly item: NoteItem; readonly wipedAt: Instant; readonly endedById: Id | null },
): Promise<void> {
  await statement(
    tx,
    `update care_notes
        set body_sealed = null, wiped_at = $4, ended_at = coalesce(ended_at, $4),
            ended_by_id = case when ended_at is null then $5::uuid else ended_by_id end
      where community_id = $1 and person_id = $2 and item = $3 and wiped_at is null`,
    [communityId, personId, wish.item, wish.wipedAt, wish.endedById],
  )
}

export type ExpiredItem = {
  readonly communityId: Id
  readonly personId: Id
  readonly item: NoteItem
}

/** Items with content whose last consent ended before the day, or was withdrawn. */
export async function selectExpiredItems(
  tx: Queryable,
  before: CivilDate,
  limit: number,
): Promise<readonly ExpiredItem[]> {
  const rows = await statement<{ community_id: Id; person_id: Id; item: NoteItem }>(
    tx,
    `select distinct n.community_id, n.person_id, n.item
       from care_notes n
      where n.wiped_at is null
        and not exists (select from care_consents c
                         where c.community_id = n.community_id and c.person_id = n.person_id
                           and c.item = n.item and c.withdrawn_at is null and c.expires_on >= $1)
      order by n.community_id, n.person_id, n.item
      limit $2`,
    [before, limit],
  )
  return rows.map((row) => ({
    communityId: row.community_id,
    personId: row.person_id,
    item: row.item,
  }))
}

/** Everything of an erased person. */
export async function wipeAllNotes(tx: Tx, personId: Id, wipedAt: Instant): Promise<readonly Id[]> {
  const rows = await statement<{ id: Id }>(
    tx,
    `update care_notes
        set body_sealed = null, wiped_at = coalesce(wiped_at, $2), ended_at = coalesce(ended_at, $2)
      where person_id = $1
      returning id`,
    [personId, wipedAt],
  )
  return rows.map(({ id }) => id)
}

/** Contents of other people in the communities, for words of somebody who is erased. */
export async function selectBodies(
  tx: Queryable,
  communityIds: readonly Id[],
): Promise<readonly CareNote[]> {
  if (communityIds.length === 0) return []
  return tx
    .select()
    .from(careNotes)
    .where(and(inArray(careNotes.communityId, [...communityIds]), isNull(careNotes.wipedAt)))
}

export async function setBodies(
  tx: Tx,
  notes: readonly { readonly communityId: Id; readonly id: Id; readonly bodySealed: string }[],
): Promise<void> {
  if (notes.length === 0) return
  await statement(
    tx,
    `update care_notes n set body_sealed = b.s
       from unnest($1::uuid[], $2::uuid[], $3::text[]) as b(c, i, s)
      where n.community_id = b.c and n.id = b.i`,
    columns(notes, ({ communityId, id, bodySealed }) => [communityId, id, bodySealed]),
  )
}
