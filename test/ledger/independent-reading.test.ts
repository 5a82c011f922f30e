import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  acceptReceipt,
  acceptsConsistency,
  acceptsInclusion,
  checkpointOf,
  keyOf,
  leafHashOf,
  leafOfRow,
  tilesOf,
  treeHashOf,
  type Head,
  type Key,
  type Row,
  type Tile,
} from '../support/independent-log.ts'
import { openSealedBooks, type SealedBooks } from '../support/sealed-books.ts'

let books: SealedBooks
let leaves: Map<string, readonly string[]>

beforeAll(async () => {
  books = await openSealedBooks()
  leaves = new Map()
  for (const id of books.communityIds) leaves.set(id, (await rowsOf(id)).map(leafOfRow))
})
afterAll(() => books.world.close())

const FORM = `YYYY-MM-DD"T"HH24:MI:SS.MS"Z"`

function rowsOf(communityId: string) {
  return books.world.sql<Row[]>`
    select t.community_id as community, t.sequence::text, t.journal_id as journal,
           t.debit_account_id as debit, d.kind as debit_kind, d.owner_id as debit_owner,
           t.credit_account_id as credit, c.kind as credit_kind, c.owner_id as credit_owner,
           t.amount_minutes::text as amount, t.reason, t.source_kind, t.source_id as source,
           to_char(t.effective_at at time zone 'UTC', ${FORM}) as effective,
           to_char(t.recorded_at at time zone 'UTC', ${FORM}) as recorded,
           t.command_id as command, t.actor_id as actor, t.reverses_sequence::text as reverses,
           p.salt
      from ledger_transfers t
      join ledger_accounts d on d.community_id = t.community_id and d.id = t.debit_account_id
      join ledger_accounts c on c.community_id = t.community_id and c.id = t.credit_account_id
      join proof_trees p on p.community_id = t.community_id
     where t.community_id = ${communityId}
     order by t.sequence`
}

const leavesOf = (communityId: string) => leaves.get(communityId) ?? []
const hashesOf = (communityId: string) => leavesOf(communityId).map(leafHashOf)
const headOf = (hashes: readonly Buffer[], size: number): Head => ({
  size,
  root: treeHashOf(hashes.slice(0, size)),
})

const log = (communityId: string, path: string) => `/api/v1/communities/${communityId}/log${path}`
const get = async <T>(path: string, token: string | null = null): Promise<T> => {
  const { status, body } = await books.http.call<T>(path, { token })
  expect(status).toBe(200)
  return body
}

async function keysOf(communityId: string): Promise<Key[]> {
  const lines = (await get<string>(log(communityId, '/keys'))).trimEnd().split('\n')
  return lines.map(keyOf).filter((key) => key !== null)
}

type Signed = { size: number; root: string; note: string }

async function signedOf(communityId: string): Promise<Signed[]> {
  const path = log(communityId, '/checkpoints?limit=100')
  const { items } = await get<{ items: Signed[] }>(path)
  return items.toReversed()
}

const decode = (hashes: readonly string[]) => hashes.map((each) => Buffer.from(each, 'base64'))

async function inclusionOf(communityId: string, sequence: number, size: number) {
  const path = log(communityId, `/transfers/${sequence}/inclusion?size=${size}`)
  const proof = await get<{ index: number; leaf: string; proof: string[] }>(path, books.keeper)
  return { ...proof, path: decode(proof.proof) }
}

async function consistencyOf(communityId: string, from: number, to: number): Promise<Buffer[]> {
  const path = log(communityId, `/consistency?from=${from}&to=${to}`)
  return decode((await get<{ proof: string[] }>(path)).proof)
}

/** What a keeper of the books is shown. */
function openedOf(row: Row): Record<string, string> {
  return {
    source: row.source,
    ...(row.actor === null ? {} : { actor: row.actor }),
    ...(row.debit_kind === 'savings' ? { debitOwner: row.debit_owner } : {}),
    ...(row.credit_kind === 'savings' ? { creditOwner: row.credit_owner } : {}),
  }
}

/** Around the powers of two and the edges of tiles, and some between. */
const SIZES = [1, 2, 3, 7, 8, 9, 63, 64, 65, 200, 255, 256, 257, 300, 511, 512, 513, 600, 619]

describe('the books that are read', () => {
  it('hold every kind of act, more than two tiles of them, and one whole tile', () => {
    const transfers = books.communityIds.map((id) =>
      leavesOf(id).map((leaf) => JSON.parse(leaf) as Record<string, unknown>),
    )
    expect(transfers.map(({ length }) => length)).toEqual([619, 4, 256])
    const large = transfers[0] ?? []
    expect([...new Set(large.map(({ reason }) => reason))].sort()).toEqual([
      'accrual',
      'adjustment',
      'donation',
      'gift',
      'overflow',
      'redemption',
      'reversal',
      'write-off',
    ])
    expect(large.filter(({ actor }) => actor === null)).toHaveLength(1)
    const [, small = '', full = ''] = books.communityIds
    const clearing = large.filter((each) => each['creditKind'] === 'clearing')
    expect(clearing.map((each) => each['creditOwner'])).toContain(small)
    expect(clearing.map((each) => each['creditOwner'])).not.toContain(full)
  })
})

describe('a reader who has the rows and the specifications', () => {
  it('has nothing of the product', () => {
    const text = readFileSync(new URL('../support/independent-log.ts', import.meta.url), 'utf8')
    const named = [...text.matchAll(/(?<![.\w])(?:from|import)\b[\s(]*['"]([^'"]+)['"]/g)]
    expect(named.map(([, name]) => name)).toEqual(['node:crypto'])
  })

  it('comes to the root of every checkpoint, and finds it signed by the published key', async () => {
    for (const communityId of books.communityIds) {
      const [keys, signed] = [await keysOf(communityId), await signedOf(communityId)]
      const hashes = hashesOf(communityId)
      expect(keys).toHaveLength(1)
      expect(signed.length).toBeGreaterThan(1)
      for (const { size, root, note } of signed) {
        const head = headOf(hashes, size)
        expect(checkpointOf(note, `aixin/${communityId}`, keys)).toEqual({
          origin: `aixin/${communityId}`,
          ...head,
        })
        expect(root).toBe(head.root.toString('base64'))
      }
      expect(signed.at(-1)?.size).toBe(hashes.length)
      expect(await get(log(communityId, '/checkpoint'))).toBe(signed.at(-1)?.note)
    }
  })

  it('finds the tiles of tlog-tiles, each and no other', async () => {
    for (const communityId of books.communityIds) {
      const stored = await books.world.sql<Tile[]>`
        select level::int, index::int, encode(hashes, 'hex') as hashes from proof_tiles
         where community_id = ${communityId} order by level, index`
      expect([...stored]).toEqual(tilesOf(hashesOf(communityId)))
    }
  })

  it('accepts that transfers are in the trees of every size', async () => {
    const { communityId } = books.large
    const hashes = hashesOf(communityId)
    for (const size of SIZES) {
      const head = headOf(hashes, size)
      for (const index of SIZES.map((at) => at - 1).filter((at) => at < size)) {
        const said = await inclusionOf(communityId, index + 1, size)
        expect([said.index, said.leaf]).toEqual([index, leavesOf(communityId)[index]])
        expect([index, acceptsInclusion(leafHashOf(said.leaf), index, head, said.path)]).toEqual([
          index,
          true,
        ])
      }
    }
  })

  it('accepts that each tree begins with the ones before', async () => {
    const { communityId } = books.large
    const hashes = hashesOf(communityId)
    const heads = [0, ...SIZES].map((size) => headOf(hashes, size))
    for (const first of heads) {
      for (const second of heads.filter(({ size }) => size >= first.size)) {
        const proof = await consistencyOf(communityId, first.size, second.size)
        const pair = [first.size, second.size]
        expect([pair, acceptsConsistency(first, second, proof)]).toEqual([pair, true])
      }
    }
  })

  it('accepts every kind of receipt, and what it opens', async () => {
    const { communityId } = books.large
    const [keys, rows] = [await keysOf(communityId), await rowsOf(communityId)]
    const kinds = new Map(rows.map((row) => [`${row.reason} ${row.debit_kind}`, row]))
    const none = rows.find(({ actor }) => actor === null)
    for (const row of [...kinds.values(), ...(none ? [none] : [])]) {
      const path = log(communityId, `/transfers/${row.sequence}/receipt`)
      const read = acceptReceipt(await get<string>(path, books.keeper), keys)
      expect(read?.leaf).toBe(leafOfRow(row))
      const opened = Object.entries(read?.openings ?? {}).map(([key, { value }]) => [key, value])
      expect(Object.fromEntries(opened)).toEqual(openedOf(row))
    }
  })
})
