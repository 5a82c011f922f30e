import type { Queryable, Tx } from '../../../db/client.ts'
import { columns, statement } from '../../../db/statement.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { HASH_BYTES } from '../../../kernel/merkle.ts'
import type { Tile, TilePlace, Tree } from '../model.ts'

/** Seconds: since the last transfer, or since the first that is not sealed. */
export type UnsealedAge = { readonly still: number; readonly longest: number }

/** Communities with transfers that are not sealed: all, or those of one of these ages at `now` (null: the database's). */
export async function findUnsealed(
  tx: Queryable,
  age: UnsealedAge | null,
  now: Instant | null,
): Promise<readonly Id[]> {
  const rows = await statement<{ community_id: Id }>(
    tx,
    `select b.community_id
       from ledger_books b left join proof_trees t using (community_id)
       left join ledger_transfers first
         on first.community_id = b.community_id and first.sequence = coalesce(t.size, 0) + 1
       left join ledger_transfers last
         on last.community_id = b.community_id and last.sequence = b.sequence
      where b.sequence > coalesce(t.size, 0)
        and (last.recorded_at > coalesce($3::timestamptz, now()) - make_interval(secs => $1::float)
          and first.recorded_at > coalesce($3::timestamptz, now()) - make_interval(secs => $2::float))
            is not true
      order by b.community_id`,
    [age?.still ?? null, age?.longest ?? null, now],
  )
  return rows.map((row) => row.community_id)
}

/** Nothing when the tree is there already. */
export async function plantTree(
  tx: Tx,
  { communityId, size, salt }: Tree,
  takenSize = 0,
): Promise<void> {
  await statement(
    tx,
    `insert into proof_trees (community_id, size, salt, taken_size) values ($1, $2, $3, $4)
     on conflict do nothing`,
    [communityId, size, salt, takenSize],
  )
}

type HeadRow = { size: number; salt: string }

/** Undefined while somebody else seals this tree. */
export async function lockTree(tx: Tx, communityId: Id): Promise<Tree | undefined> {
  const rows = await statement<HeadRow>(
    tx,
    `select size, salt from proof_trees where community_id = $1 for no key update skip locked`,
    [communityId],
  )
  return rows.map((row) => ({ communityId, ...row }))[0]
}

export async function selectTree(tx: Queryable, communityId: Id): Promise<Tree | undefined> {
  const rows = await statement<HeadRow>(
    tx,
    `select size, salt from proof_trees where community_id = $1`,
    [communityId],
  )
  return rows.map((row) => ({ communityId, ...row }))[0]
}

export async function selectTiles(
  tx: Queryable,
  communityId: Id,
  places: readonly TilePlace[],
): Promise<readonly Tile[]> {
  if (places.length === 0) return []
  const rows = await statement<{ level: number; index: number; hashes: Buffer }>(
    tx,
    `select t.level, t.index, t.hashes
       from unnest($2::smallint[], $3::bigint[]) as p(l, i)
       join proof_tiles t on t.community_id = $1 and t.level = p.l and t.index = p.i`,
    [communityId, ...columns(places, ({ level, index }) => [level, index])],
  )
  return rows.map(({ hashes, ...place }) => ({ ...place, hashes: split(hashes) }))
}

function split(bytes: Buffer): readonly Buffer[] {
  const count = bytes.length / HASH_BYTES
  return Array.from({ length: count }, (_, place) =>
    bytes.subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES),
  )
}

/** Whole tiles, new or grown, and the size that the tree has with them. */
export async function growTree(
  tx: Tx,
  { communityId, size }: Pick<Tree, 'communityId' | 'size'>,
  tiles: readonly Tile[],
): Promise<void> {
  await Promise.all([
    statement(
      tx,
      `insert into proof_tiles (community_id, level, index, hashes)
       select $1, l, i, decode(h, 'hex') from unnest($2::smallint[], $3::bigint[], $4::text[]) as t(l, i, h)
       on conflict (community_id, level, index) do update set hashes = excluded.hashes`,
      [
        communityId,
        ...columns(tiles, ({ level, index, hashes }) => [
          level,
          index,
          Buffer.concat(hashes).toString('hex'),
        ]),
      ],
    ),
    statement(tx, `update proof_trees set size = $2 where community_id = $1`, [communityId, size]),
  ])
}

export type Delivery = {
  readonly communityId: Id
  readonly place: 'folder' | 'webhook'
  readonly size: number
  readonly deliveredAt: Instant
}

/** Never back to a smaller one. */
export async function noteDelivery(tx: Tx, delivery: Delivery): Promise<void> {
  const { communityId, place, size, deliveredAt } = delivery
  await statement(
    tx,
    `insert into proof_deliveries as d (community_id, place, size, delivered_at) values ($1, $2, $3, $4)
     on conflict (community_id, place) do update set size = excluded.size, delivered_at = excluded.delivered_at
      where d.size < excluded.size`,
    [communityId, place, size, deliveredAt],
  )
}
