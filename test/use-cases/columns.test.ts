import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { columns, statement } from '../../src/db/statement.ts'
import { inRead } from '../../src/db/transaction.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(async () => world.close())

const texts = [
  '',
  'null',
  'NULL',
  '{a,b}',
  ' a "quote" ',
  'back\\slash\\n',
  'line\nbreak\ttab\rreturn\u0001',
  '储蓄 𠮷',
  "it's; --",
]

describe('columns', () => {
  it('bring every text, number and null to the database as they are', async () => {
    const rows = [
      ...texts.map((text, index) => ({ text, index })),
      { text: null, index: -9_007_199_254_740_991 },
    ]
    const read = await inRead(world.ctx, (tx) =>
      statement<{ text: string | null; index: number }>(
        tx,
        'select t as text, i as index from unnest($1::text[], $2::bigint[]) as r(t, i)',
        columns(rows, (row) => [row.text, row.index]),
      ),
    )
    expect(read).toEqual(rows)
  })

  it('take a column of nothing but null', async () => {
    const read = await inRead(world.ctx, (tx) =>
      statement<{ id: string | null }>(
        tx,
        'select id from unnest($1::uuid[]) as id',
        columns([null, null], (id) => [id]),
      ),
    )
    expect(read).toEqual([{ id: null }, { id: null }])
  })
})
