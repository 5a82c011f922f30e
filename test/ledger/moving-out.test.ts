import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { giveCredits } from '../../src/features/ledger/give-credits.ts'
import { reverseJournal } from '../../src/features/ledger/reverse-journal.ts'
import { getCheckpoint } from '../../src/features/proof/get-checkpoint.ts'
import { sealTrees } from '../../src/features/proof/jobs.ts'
import { listVerifiers } from '../../src/features/proof/list-verifiers.ts'
import { packBooks } from '../../src/features/proof/pack-books.ts'
import { parseKeys } from '../../src/features/proof/rules/receipt.ts'
import { unpackBooks } from '../../src/features/proof/unpack-books.ts'
import { verifyBooks } from '../../src/features/proof/verify-books.ts'
import { DomainError } from '../../src/kernel/errors.ts'
import type { Minutes } from '../../src/kernel/minutes.ts'
import { checksum } from '../support/checksum.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { makeSaver, makeStation, relate, type Station } from '../support/savings.ts'
import { growTo } from '../support/sealed-books.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let from: World
let here: Station
let lines: string[]
let trusted: ReturnType<typeof parseKeys>

beforeAll(async () => {
  from = await openWorld()
  here = await makeStation(from)
  const there = await makeStation(from)
  const giver = await makeSaver(from, here, 600)
  const recipients = [await makeSaver(from, here), await makeSaver(from, there)]
  for (let round = 0; round < 12; round += 1) {
    const { journalId } = await give(giver, recipients[round % 2] as TestPerson)
    if (round === 4)
      await from.run(reverseJournal, here.first.actor, here.communityId, {
        journalId,
        reason: '记错了人',
      })
    if (round % 4 === 0) await sealTrees(from.ctx)
  }
  await sealTrees(from.ctx)
  await give(giver, recipients[0] as TestPerson)
  lines = []
  const asked = { communityId: here.communityId, name: '搬家社区' }
  for await (const line of packBooks(from.ctx, asked)) lines.push(JSON.stringify(line))
  trusted = parseKeys((await listVerifiers(from.ctx, here)).join('\n'))
})
afterAll(() => from.close())

const give = (giver: TestPerson, recipient: TestPerson) =>
  from.run(giveCredits, giver.actor, giver.communityId, {
    giverId: giver.id,
    recipientId: recipient.id,
    amountMinutes: 7 as Minutes,
  })

async function* each(texts: readonly string[]): AsyncGenerator<string> {
  for (const text of texts) yield await Promise.resolve(text)
}

const unpack = (world: World, texts: readonly string[], keys = trusted ?? []) =>
  unpackBooks(world.ctx, { lines: each(texts), trusted: keys, progress: () => undefined })

const verify = async (world: World) =>
  verifyBooks(world.ctx, { ...here, kept: [], progress: () => undefined })

describe('a community that leaves for another installation', () => {
  it('takes its books along: the same transfers, balances, root and checkpoints, and goes on', async () => {
    const to = await openWorld()
    try {
      const taken = await unpack(to, lines)
      expect(taken.transfers).toBe(lines.filter((line) => line.startsWith('{"line":"tr')).length)
      expect((await verify(to)).findings).toEqual([])
      expect(await findBrokenPromises(to.sql)).toEqual([])
      const there = await getCheckpoint(from.ctx, here)
      expect((await getCheckpoint(to.ctx, here)).note).toBe(there.note)
      for (const table of ['ledger_transfers', 'ledger_entries', 'ledger_accounts']) {
        const read = (world: World) => world.sql`
          select * from ${world.sql(table)} where community_id = ${here.communityId} order by 1, 2, 3`
        expect([table, await read(to)]).toEqual([table, await read(from)])
      }
      await sealTrees(from.ctx)
      expect((await getCheckpoint(from.ctx, here)).root).toBe(taken.root)
    } finally {
      await to.close()
    }
  })

  it('is refused, and leaves nothing, with any line changed, missing, twice or in another place', async () => {
    const to = await openWorld()
    try {
      const before = await checksum(to.sql)
      const at = lines.findIndex((line) => line.startsWith('{"line":"tr')) + 2
      const line = lines[at] ?? ''
      const spoiled = [
        ['an amount', lines.with(at, line.replace('"amountMinutes":', '"amountMinutes":1'))],
        ['no amount', lines.with(at, line.replace('"amountMinutes"', '"amount"'))],
        ['a transfer missing', lines.toSpliced(at, 1)],
        ['a transfer twice', lines.toSpliced(at, 0, line)],
        ['two turned round', lines.toSpliced(at, 2, lines[at + 1] ?? '', line)],
        [
          'a balance',
          lines.map((one) => one.replace(/"balanceMinutes":(\d)/, '"balanceMinutes":1$1')),
        ],
        [
          'an owner',
          lines.map((one) =>
            one.includes('"savings"') ? one.replace(/("ownerId":"[^"]{30})...../, '$100000') : one,
          ),
        ],
        ['no end', lines.slice(0, -1)],
        ['no head', lines.slice(1)],
        ['two heads', [lines[0] ?? '', ...lines]],
        ['no checkpoints', lines.filter((one) => !one.startsWith('{"line":"ch'))],
        ['another salt', lines.map((one) => one.replace(/"salt":"...../, '"salt":"00000'))],
        ['half a line', lines.with(at, line.slice(0, 50))],
        ['nothing', []],
      ] as const
      for (const [what, texts] of spoiled) {
        const refused = await unpack(to, texts).then(
          () => 'taken',
          (error: unknown) => (error instanceof DomainError ? error.refusal.error.code : error),
        )
        expect([what, refused]).toEqual([what, expect.stringMatching(/^proof\.file-/)])
      }
      expect(await checksum(to.sql)).toEqual(before)
    } finally {
      await to.close()
    }
  })

  it('is refused where an account comes after transfers that are written already', async () => {
    const [large, to] = [await openWorld(), await openWorld()]
    try {
      const station = await makeStation(large)
      const pair = [
        await makeSaver(large, station, 5_000),
        await makeSaver(large, station, 5_000),
      ] as const
      await relate(large, ...pair)
      await growTo(large, pair, 1_100)
      await sealTrees(large.ctx)
      const texts: string[] = []
      const asked = { communityId: station.communityId, name: '大社区' }
      for await (const line of packBooks(large.ctx, asked)) texts.push(JSON.stringify(line))
      const keys = parseKeys((await listVerifiers(large.ctx, station)).join('\n'))
      const account = texts.findIndex((text) => text.startsWith('{"line":"ac'))
      const last = texts.findLastIndex((text) => text.startsWith('{"line":"tr'))
      const late = texts.toSpliced(last, 0, texts[account] ?? '')
      await expect(unpack(to, late, keys)).rejects.toThrow('proof.file-malformed')
      expect((await unpack(to, texts, keys)).transfers).toBe(1_100)
    } finally {
      await Promise.all([large.close(), to.close()])
    }
  })

  it('is refused without the right key, and where there are books already', async () => {
    const to = await openWorld()
    try {
      await expect(unpack(to, lines, [])).rejects.toThrow('proof.file-false')
      const strangers = (trusted ?? []).map((key) => ({ ...key, publicKey: Buffer.alloc(32, 9) }))
      await expect(unpack(to, lines, strangers)).rejects.toThrow('proof.file-false')
      const both = await Promise.allSettled([unpack(to, lines), unpack(to, lines)])
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      await expect(unpack(to, lines)).rejects.toThrow('ledger.books-there')
      expect((await verify(to)).findings).toEqual([])
    } finally {
      await to.close()
    }
  })
})
