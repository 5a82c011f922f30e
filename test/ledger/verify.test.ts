import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { giveCredits } from '../../src/features/ledger/give-credits.ts'
import { sealTrees } from '../../src/features/proof/jobs.ts'
import type { FindingKind, KeptCheckpoint } from '../../src/features/proof/model.ts'
import { verifyBooks } from '../../src/features/proof/verify-books.ts'
import type { Minutes } from '../../src/kernel/minutes.ts'
import { makeSaver, makeStation, type Station } from '../support/savings.ts'
import { tamper as tamperWith } from '../support/tamper.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

type Books = {
  readonly here: Station
  readonly savers: readonly TestPerson[]
  readonly kept: KeptCheckpoint
}

/** Books that an earlier test has spoiled refuse to be sealed; the others are. */
const seal = () => sealTrees(world.ctx).catch(() => 0)

/** Books of their own, sealed twice, with a checkpoint that somebody kept at size 6. */
async function makeBooks(): Promise<Books> {
  const here = await makeStation(world)
  const savers = [await makeSaver(world, here, 200), await makeSaver(world, here, 100)]
  const [giver, recipient] = savers as [TestPerson, TestPerson]
  const give = () =>
    world.run(giveCredits, giver.actor, giver.communityId, {
      giverId: giver.id,
      recipientId: recipient.id,
      amountMinutes: 10 as Minutes,
    })
  for (let round = 0; round < 4; round += 1) await give()
  await seal()
  const [row] = await world.sql<{ note: string }[]>`
    select note from proof_checkpoints where community_id = ${here.communityId}`
  for (let round = 0; round < 4; round += 1) await give()
  await seal()
  return { here, savers, kept: { note: row?.note ?? '', place: 'the safe' } }
}

const verify = async ({ here, kept }: Books) => {
  const { communityId } = here
  const { findings } = await verifyBooks(world.ctx, {
    communityId,
    kept: [kept],
    progress: () => undefined,
  })
  return findings.map(({ kind, row }) => [kind, row])
}

const tamper = ({ here }: Books, text: string) =>
  tamperWith(world.sql, text.replaceAll('HERE', `'${here.communityId}'`))

const savings = (at: number) =>
  `(select id from ledger_accounts where community_id = HERE and kind = 'savings' order by id limit 1 offset ${at})`

const cases: readonly (readonly [string, string, FindingKind])[] = [
  [
    'a balance',
    `update ledger_accounts set balance_minutes = balance_minutes + 1 where community_id = HERE and kind = 'savings'`,
    'balance',
  ],
  [
    'a version',
    `update ledger_accounts set version = version + 1 where community_id = HERE and kind = 'commons' or community_id = HERE and id = ${savings(0)}`,
    'version',
  ],
  [
    'what is held',
    `update ledger_accounts set held_minutes = 5 where community_id = HERE and id = ${savings(0)}`,
    'held',
  ],
  [
    'an owner',
    `update ledger_accounts set owner_id = gen_random_uuid() where community_id = HERE and id = ${savings(0)}`,
    'leaf',
  ],
  [
    'an amount',
    `update ledger_transfers set amount_minutes = 11 where community_id = HERE and sequence = 4`,
    'entry',
  ],
  [
    'a time',
    `update ledger_transfers set recorded_at = recorded_at - interval '1 day' where community_id = HERE and sequence = 4`,
    'leaf',
  ],
  [
    'who did it',
    `update ledger_transfers set actor_id = gen_random_uuid() where community_id = HERE and sequence = 7`,
    'leaf',
  ],
  [
    'an entry',
    `update ledger_entries set change_minutes = change_minutes + 1 where community_id = HERE and account_id = ${savings(0)} and account_version = 2`,
    'entry',
  ],
  [
    'an entry that is gone',
    `delete from ledger_entries where community_id = HERE and account_id = ${savings(0)} and account_version = 2`,
    'entry',
  ],
  [
    'an entry too many',
    `insert into ledger_entries select community_id, account_id, 99, 3, 5, 5 from ledger_entries where community_id = HERE and account_id = ${savings(0)} and account_version = 1`,
    'stray-entry',
  ],
  [
    'a transfer that is gone',
    `delete from ledger_transfers where community_id = HERE and sequence = 5`,
    'sequence',
  ],
  [
    'the books’ sequence',
    `update ledger_books set sequence = sequence + 1 where community_id = HERE`,
    'sequence',
  ],
  [
    'a leaf',
    `update proof_tiles set hashes = decode(repeat('00', 32), 'hex') || substring(hashes from 33) where community_id = HERE`,
    'leaf',
  ],
  ['the salt', `update proof_trees set salt = repeat('0', 64) where community_id = HERE`, 'leaf'],
  [
    'a root that was signed',
    `update proof_checkpoints set root = encode(decode(repeat('00', 32), 'hex'), 'base64') where community_id = HERE`,
    'checkpoint',
  ],
  [
    'a signature',
    `update proof_checkpoints set note = replace(note, E'\\n6\\n', E'\\n7\\n') || '' where community_id = HERE`,
    'signature',
  ],
]

describe('verifying a community’s books', () => {
  it('finds nothing in books that are in order', async () => {
    expect(await verify(await makeBooks())).toEqual([])
  })

  it.each(cases)('finds that somebody changed %s', async (_, text, kind) => {
    const books = await makeBooks()
    await tamper(books, text)
    const found = await verify(books)
    expect(found.map(([each]) => each)).toContain(kind)
  })

  it('names the transfer that was changed together with its entries and balances', async () => {
    const books = await makeBooks()
    await tamper(
      books,
      `update ledger_transfers set amount_minutes = amount_minutes + 3 where community_id = HERE and sequence = 5;
       update ledger_entries set change_minutes = change_minutes + 3 * sign(change_minutes) where community_id = HERE and sequence = 5;
       with moved as (select account_id, account_version, 3 * sign(change_minutes) as m from ledger_entries where community_id = HERE and sequence = 5)
       update ledger_entries e set balance_after_minutes = balance_after_minutes + m from moved
        where e.community_id = HERE and e.account_id = moved.account_id and e.account_version >= moved.account_version;
       with moved as (select account_id, 3 * sign(change_minutes) as m from ledger_entries where community_id = HERE and sequence = 5)
       update ledger_accounts a set balance_minutes = balance_minutes + m from moved
        where a.community_id = HERE and a.id = moved.account_id`,
    )
    expect(await verify(books)).toEqual([
      ['leaf', 'transfer 5'],
      ['checkpoint', 'checkpoint 6'],
      ['kept-checkpoint', 'the safe'],
    ])
  })

  const cutOff = (last: number) => `
    delete from ledger_entries where community_id = HERE and sequence > ${last};
    delete from ledger_transfers where community_id = HERE and sequence > ${last};
    update ledger_books set sequence = ${last} where community_id = HERE;
    update ledger_accounts a set
      (version, balance_minutes) = (select coalesce(max(e.account_version), 0), coalesce(sum(e.change_minutes), 0)
        from ledger_entries e where e.community_id = HERE and e.account_id = a.id)
     where a.community_id = HERE;`

  it('finds a tail that was cut off, by what is signed', async () => {
    const books = await makeBooks()
    await tamper(books, cutOff(8))
    expect(await verify(books)).toEqual([['truncated', 'transfer 9']])
  })

  const forget = `delete from proof_checkpoints where community_id = HERE;
    delete from proof_tiles where community_id = HERE;
    update proof_trees set size = 0 where community_id = HERE;`

  it('finds a tail that was cut off with all that was signed, by what somebody kept', async () => {
    const books = await makeBooks()
    await tamper(books, cutOff(5) + forget)
    await seal()
    expect(await verify(books)).toEqual([['truncated', 'the safe']])
    expect(await verify({ ...books, kept: { note: '', place: 'no safe' } })).toEqual([
      ['kept-signature', 'no safe'],
    ])
  })

  it('finds a rewritten past that was signed again with the true key, by what somebody kept', async () => {
    const books = await makeBooks()
    await tamper(
      books,
      `update ledger_transfers set recorded_at = recorded_at - interval '1 day'
        where community_id = HERE and sequence = 2;` + forget,
    )
    await seal()
    expect(await verify(books)).toEqual([['kept-checkpoint', 'the safe']])
  })

  it('goes on while others post', async () => {
    const books = await makeBooks()
    const [giver, recipient] = books.savers as [TestPerson, TestPerson]
    const posting = Promise.all(
      Array.from({ length: 20 }, async () => {
        await world.run(giveCredits, giver.actor, giver.communityId, {
          giverId: giver.id,
          recipientId: recipient.id,
          amountMinutes: 1 as Minutes,
        })
        await seal()
      }),
    )
    const found = await Promise.all([1, 2, 3, 4].map(() => verify(books)))
    await posting
    expect(found.flat()).toEqual([])
    expect(await verify(books)).toEqual([])
  })
})
