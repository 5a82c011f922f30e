import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type {
  AccountKind,
  ProposalPayload,
  TransferReason,
} from '../../src/features/ledger/model.ts'
import { moveBooks } from '../../src/features/ledger/move-books.ts'
import { proposeEntry } from '../../src/features/ledger/propose-entry.ts'
import { reverseJournal } from '../../src/features/ledger/reverse-journal.ts'
import { memberships } from '../../src/features/person/tables.ts'
import { confirmProposal } from '../../src/features/ledger/confirm-proposal.ts'
import { donateCredits } from '../../src/features/ledger/donate-credits.ts'
import { giveCredits } from '../../src/features/ledger/give-credits.ts'
import { leaveBooks } from '../../src/features/ledger/leave-books.ts'
import { exportBooks } from '../../src/features/proof/export-books.ts'
import { plainTextForms, type Books, type PlainTextForm } from '../../src/features/proof/model.ts'
import { walkBooks, walkTransfers } from '../../src/features/proof/walk-books.ts'
import { civilDateOf, type CivilDate } from '../../src/kernel/clock.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { WALK_PAGE } from '../../src/kernel/paging.ts'
import { playRound } from '../support/model/rounds.ts'
import { makeLand } from '../support/model/town.ts'
import {
  balancesOf,
  providePlainTextPrograms,
  refusalOf,
  writeInto,
} from '../support/plain-text.ts'
import { makeSaver, makeStation, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

const MINUTE = 60_000
const FIRST_DAY = '2026-11-24' as CivilDate

let world: World
let here: Station
let communityIds: readonly Id[]
const folder = mkdtempSync(join(tmpdir(), 'aixin-plain-text-'))

beforeAll(async () => {
  await providePlainTextPrograms()
  world = await openWorld()
  const seed = Math.floor(Math.random() * 2 ** 31)
  console.log(`plain text: seed ${seed}`)
  const { difference } = await playRound(await makeLand(world), { seed, towns: 5, steps: 120 })
  expect(difference).toBeNull()
  here = await tellStory()
  const rows = await world.sql<{ community_id: Id }[]>`select community_id from ledger_books`
  communityIds = rows.map((row) => row.community_id)
}, 5 * MINUTE)
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await world.close()
})

/** Two days of a community in which everything happens once, so that no seed can leave it out. */
async function tellStory(): Promise<Station> {
  const [station, other] = [await makeStation(world), await makeStation(world)]
  const { communityId, first, second } = station
  const [giver, friend, leaver, mover] = [
    await makeSaver(world, station, 300),
    await makeSaver(world, station),
    await makeSaver(world, station, 30),
    await makeSaver(world, station, 20),
  ]
  const far = await makeSaver(world, other)
  const give = async (recipient: TestPerson, amount: number) => {
    const input = { giverId: giver.id, recipientId: recipient.id, amountMinutes: minutes(amount) }
    return (await world.run(giveCredits, giver.actor, communityId, input)).journalId
  }
  const agree = async (payload: ProposalPayload) => {
    const proposal = { payload, reason: '演示' }
    const { proposalId } = await world.run(proposeEntry, first.actor, communityId, proposal)
    await world.run(confirmProposal, second.actor, communityId, { proposalId })
  }
  const spent = await give(friend, 100)
  const donation = { giverId: friend.id, amountMinutes: minutes(60) }
  await world.run(donateCredits, friend.actor, communityId, donation)
  await give(far, 40)
  const wrong = { journalId: await give(far, 50), reason: '记错了' }
  await world.run(reverseJournal, other.second.actor, other.communityId, wrong)
  world.passMinutes(1_440)
  await agree({ kind: 'reversal', journalId: spent })
  await agree({ kind: 'grant', personId: giver.id, amountMinutes: minutes(10) })
  const leave = { personId: leaver.id, rest: { kind: 'commons' as const }, reason: '搬离' }
  await world.run(leaveBooks, first.actor, communityId, leave)
  await world.db.transaction((tx) =>
    tx.insert(memberships).values({
      ...{ id: newId(), personId: mover.id, communityId: other.communityId },
      ...{ kind: 'assigned', sinceOn: civilDateOf(world.now()) },
    }),
  )
  const move = { personId: mover.id, toCommunityId: other.communityId, reason: '搬家' }
  const moveNow = moveBooks(async () => false)
  await world.run(moveNow, first.actor, communityId, move)
  return station
}

async function textOf(books: Books, form: PlainTextForm): Promise<string> {
  let text = ''
  for await (const part of exportBooks(books, form, ['社区：演示'])) text += part
  return text
}

async function booksOf(communityId: Id, untilOn: CivilDate | null = null): Promise<Books> {
  const [books] = await walkBooks(world.ctx, { communityIds: [communityId], untilOn })
  if (!books) throw new Error('no books')
  return books
}

const names: Readonly<Record<PlainTextForm, Readonly<Record<AccountKind, string>>>> = {
  hledger: {
    savings: '爱心储蓄:个人储蓄',
    commons: '爱心储蓄:公益时间库',
    issuance: '爱心储蓄:服务存入',
    retirement: '爱心储蓄:已用储蓄',
    clearing: '爱心储蓄:社区往来',
    opening: '爱心储蓄:期初',
    adjustment: '爱心储蓄:调整',
  },
  beancount: {
    savings: 'Assets:Savings-个人储蓄',
    commons: 'Assets:Commons-公益时间库',
    issuance: 'Income:Issuance-服务存入',
    retirement: 'Expenses:Retirement-已用储蓄',
    clearing: 'Equity:Clearing-社区往来',
    opening: 'Equity:Opening-期初',
    adjustment: 'Equity:Adjustment-调整',
  },
}

/** What SQL says, under the names of the file; those with nothing are left out. */
async function storedIn(communityId: Id, form: PlainTextForm, before = '2200-01-01') {
  const rows = await world.sql<{ id: Id; kind: AccountKind; owner_id: Id; minutes: string }[]>`
    select a.id, a.kind, a.owner_id, sum(e.change_minutes) as minutes
      from ledger_accounts a
      join ledger_entries e on e.community_id = a.community_id and e.account_id = a.id
      join ledger_transfers t on t.community_id = e.community_id and t.sequence = e.sequence
     where a.community_id = ${communityId} and t.recorded_at < ${before}
     group by 1, 2, 3 having sum(e.change_minutes) <> 0`
  return new Map(
    rows.map(({ id, kind, owner_id, minutes }) => {
      const within = { savings: `:${id}`, clearing: `:${owner_id}` } as Record<string, string>
      return [`${names[form][kind]}${within[kind] ?? ''}`, Number(minutes)] as const
    }),
  )
}

describe.each(plainTextForms)('books as %s', (form) => {
  it(
    'are accepted, and add up to what SQL says, in every community',
    async () => {
      for (const communityId of communityIds) {
        const path = writeInto(
          folder,
          `${communityId}.${form}`,
          await textOf(await booksOf(communityId), form),
        )
        expect(await refusalOf(form, path)).toBe('')
        expect(await balancesOf(form, path)).toEqual(await storedIn(communityId, form))
      }
    },
    MINUTE,
  )

  it('have everything that was posted, in its order', async () => {
    const { communityId } = here
    const text = await textOf(await booksOf(communityId), form)
    const [row] = await world.sql<{ count: string }[]>`
      select count(*) from ledger_transfers where community_id = ${communityId}`
    const pattern = form === 'hledger' ? /^\S+ \* \((\d+)\)/gm : /^ {2}sequence: (\d+)$/gm
    const sequences = [...text.matchAll(pattern)].map(([, sequence]) => Number(sequence))
    expect(sequences).toEqual(Array.from({ length: Number(row?.count) }, (_, n) => n + 1))
    for (const { sequence, reverses_sequence: undone } of await world.sql`
      select sequence, reverses_sequence from ledger_transfers
       where community_id = ${communityId} and reverses_sequence is not null`) {
      const parts = text.split('\n\n')
      const separator = form === 'hledger' ? ':' : ': '
      const at = (n: number) =>
        parts.find((part) => part.includes(form === 'hledger' ? ` (${n}) ` : `sequence: ${n}\n`))
      expect(at(Number(sequence))).toContain(`reverses${separator}${undone}`)
      expect(at(Number(undone))).toContain(`reversed-by${separator}${sequence}`)
    }
  })

  it('are refused when one amount is another, on one side or on both', async () => {
    const text = await textOf(await booksOf(here.communityId), form)
    const [, amount = '', unit = ''] = /  -(\d+) (分钟|MIN)\n/.exec(text) ?? []
    const more = (of: string, sign: '-' | '') =>
      of.replace(`  ${sign}${amount} ${unit}\n`, `  ${sign}${Number(amount) + 1} ${unit}\n`)
    const one = await refusalOf(form, writeInto(folder, `one.${form}`, more(text, '-')))
    expect(one).toMatch(form === 'hledger' ? /could not balance|unbalanced/ : /does not balance/)
    const both = await refusalOf(form, writeInto(folder, `both.${form}`, more(more(text, '-'), '')))
    expect(both).toMatch(/balance assertion|Balance failed/i)
  })

  it('end with the day that is asked for', async () => {
    const { communityId } = here
    const whole = await booksOf(communityId)
    const books = await booksOf(communityId, FIRST_DAY)
    expect(books.sequence).toBeLessThan(whole.sequence)
    const path = writeInto(folder, `until.${form}`, await textOf(books, form))
    expect(await refusalOf(form, path)).toBe('')
    expect(await balancesOf(form, path)).toEqual(
      await storedIn(communityId, form, '2026-11-25T00:00+08:00'),
    )
  })

  it('say nothing of people', async () => {
    const people = await world.sql<{ id: Id; name: string }[]>`select id, name from persons`
    for (const communityId of communityIds) {
      const text = await textOf(await booksOf(communityId), form)
      expect(people.filter(({ id, name }) => text.includes(id) || text.includes(name))).toEqual([])
    }
  })

  it('of a community that has none are accepted too', async () => {
    const text = await textOf(await booksOf(await world.makeCommunity()), form)
    expect(await refusalOf(form, writeInto(folder, `empty.${form}`, text))).toBe('')
  })

  it('keep a name that was typed on its line', async () => {
    const books = await booksOf(await world.makeCommunity())
    const parts: string[] = []
    for await (const part of exportBooks(books, form, ['社区：一\nopen 二\u2028三']))
      parts.push(part)
    expect(parts.join('').split('\n')[0]).toBe('; 社区：一 open 二 三')
  })
})

describe('a walk of books', () => {
  it('has met every kind of act', async () => {
    const rows = await world.sql<{ reason: TransferReason }[]>`
      select distinct reason from ledger_transfers`
    expect(rows.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining([
        ...['gift', 'donation', 'grant', 'reversal', 'write-off', 'move', 'leaving', 'adjustment'],
      ]),
    )
  })

  it('is of one moment: what is posted meanwhile is not in it', async () => {
    const station = await makeStation(world)
    const saver = await makeSaver(world, station, 2 * WALK_PAGE)
    await donateOften(saver, WALK_PAGE + 1)
    const books = await booksOf(station.communityId)
    let text = ''
    for await (const part of exportBooks(books, 'hledger', [])) {
      text += part
      await donateOften(saver, 1)
    }
    expect(await refusalOf('hledger', writeInto(folder, 'moment.journal', text))).toBe('')
    expect([...text.matchAll(/ 捐赠 /g)]).toHaveLength(WALK_PAGE + 1)
    const { sequence } = await booksOf(station.communityId)
    expect(sequence).toBeGreaterThan(books.sequence)
  })

  it('stops where a transfer is missing', async () => {
    const { communityId } = here
    const books = await booksOf(communityId)
    const longer = { ...books, pages: walkTransfers(world.ctx, communityId, books.sequence + 1) }
    await expect(textOf(longer, 'hledger')).rejects.toThrow('have a gap')
  })
})

/** One minute each time. */
async function donateOften(saver: TestPerson, times: number): Promise<void> {
  const input = { giverId: saver.id, amountMinutes: minutes(1) }
  const commands = Array.from({ length: times }, () =>
    world.command(donateCredits.useCase, saver.actor, saver.communityId, input),
  )
  await donateCredits.run(world.ctx, commands)
}
