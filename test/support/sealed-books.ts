import { confirmProposal } from '../../src/features/ledger/confirm-proposal.ts'
import { donateCredits } from '../../src/features/ledger/donate-credits.ts'
import { giveCredits } from '../../src/features/ledger/give-credits.ts'
import { proposeEntry } from '../../src/features/ledger/propose-entry.ts'
import { reverseJournal } from '../../src/features/ledger/reverse-journal.ts'
import { sealTrees } from '../../src/features/proof/jobs.ts'
import { approveRecords } from '../../src/features/service/approve-records.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { plusMinutes } from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { openHttp, type HttpWorld } from './http.ts'
import {
  fund,
  makeSaver,
  makeStation,
  placeTestHold,
  relate,
  resolveTestHold,
  type Station,
} from './savings.ts'
import { keyOf, submitGreen } from './service.ts'
import { openWorld, type TestPerson, type World } from './world.ts'

const PROGRAM: Actor = { kind: 'system', personId: null, name: 'test' }

/** Books of three communities with every kind of act in them, sealed in steps. */
export type SealedBooks = {
  readonly world: World
  readonly http: HttpWorld
  /** `large` has more than two tiles of transfers; `small` ends at a few; `full` at one whole tile. */
  readonly large: Station
  readonly small: Station
  readonly full: Station
  readonly communityIds: readonly Id[]
  /** Of the large books, and who keeps them. */
  readonly giver: TestPerson
  readonly keeper: string
}

type Pair = readonly [TestPerson, TestPerson]

export async function openSealedBooks(): Promise<SealedBooks> {
  const world = await openWorld()
  const http = openHttp(world)
  const [large, small, full] = [
    await makeStation(world),
    await makeStation(world),
    await makeStation(world),
  ]
  const here = await makePair(world, large, large)
  const across = await makePair(world, large, small)
  const there = await makePair(world, full, full)
  await sealTrees(world.ctx)
  await everyKindOfAct(world, large, small, here, across)
  await sealTrees(world.ctx)
  for (const size of [63, 64, 65, 200, 255, 256, 257, 511, 512, 513, 619]) {
    world.passMinutes(1)
    await growTo(world, here, size)
    await sealTrees(world.ctx)
  }
  await growTo(world, there, 256)
  await sealTrees(world.ctx)
  return {
    world,
    http,
    large,
    small,
    full,
    communityIds: [large, small, full].map(({ communityId }) => communityId),
    giver: here[0],
    keeper: await http.tokenOf(large.first),
  }
}

/** Two of one family, whose books are at `one` and at `other`. */
async function makePair(world: World, one: Station, other: Station): Promise<Pair> {
  const pair: Pair = [await makeSaver(world, one, 5_000), await makeSaver(world, other, 700)]
  await relate(world, ...pair)
  return pair
}

async function give(world: World, [giver, recipient]: Pair, amount: number): Promise<Id> {
  const input = { giverId: giver.id, recipientId: recipient.id, amountMinutes: minutes(amount) }
  return (await world.run(giveCredits, giver.actor, giver.communityId, input)).journalId
}

/** Many gifts in one batch, one transfer each, until the books have `size` transfers. */
export async function growTo(world: World, [one, other]: Pair, size: number): Promise<void> {
  const [books] = await world.sql<{ sequence: number }[]>`
    select sequence::int from ledger_books where community_id = ${one.communityId}`
  const count = size - (books?.sequence ?? 0)
  const outcomes = await giveCredits.run(
    world.ctx,
    Array.from({ length: count }, (_, n) => {
      const [giver, recipient] = n % 3 === 0 ? [other, one] : [one, other]
      return world.command(giveCredits.useCase, giver.actor, giver.communityId, {
        giverId: giver.id,
        recipientId: recipient.id,
        amountMinutes: minutes(1 + (n % 7)),
      })
    }),
  )
  if (count < 1 || outcomes.some(({ result }) => isRefusal(result)))
    throw new Error(`the books did not grow to ${size}`)
}

async function everyKindOfAct(
  world: World,
  large: Station,
  small: Station,
  here: Pair,
  across: Pair,
): Promise<void> {
  const gift = await give(world, here, 30)
  await reverse(world, large, gift)
  await sealTrees(world.ctx)
  await give(world, across, 11)
  const undone = await give(world, across, 13)
  await reverse(world, small, undone)
  const spent = await give(world, [across[0], here[1]], 40)
  await world.run(donateCredits, here[1].actor, large.communityId, {
    giverId: here[1].id,
    amountMinutes: minutes(720),
  })
  await writeOff(world, large, spent)
  await fund(world, large, here[1].id, 300)
  await useUp(world, here[0], here[0].actor, 17)
  await useUp(world, here[0], PROGRAM, 19)
  await serve(world, large)
}

async function reverse(world: World, station: Station, journalId: Id): Promise<void> {
  const input = { journalId, reason: '记错了' }
  await world.run(reverseJournal, station.first.actor, station.communityId, input)
}

async function writeOff(world: World, station: Station, journalId: Id): Promise<void> {
  const { proposalId } = await world.run(proposeEntry, station.first.actor, station.communityId, {
    payload: { kind: 'reversal', journalId },
    reason: '已经用掉',
  })
  await world.run(confirmProposal, station.second.actor, station.communityId, { proposalId })
}

async function useUp(
  world: World,
  person: TestPerson,
  actor: Actor,
  amount: number,
): Promise<void> {
  const { communityId } = person
  const hold = await world.run(placeTestHold, person.actor, communityId, {
    personId: person.id,
    amountMinutes: minutes(amount),
    expiresAt: plusMinutes(world.now(), 60),
  })
  await world.run(resolveTestHold, actor, communityId, {
    communityId,
    id: hold.id,
    chargeMinutes: minutes(amount),
  })
}

/** By a volunteer who is near the most that savings hold. */
async function serve(world: World, station: Station): Promise<void> {
  const { communityId } = station
  const person = await world.makePerson({ communityId, volunteer: true })
  await fund(world, station, person.id, 89_900)
  const offeringId = await world.makeOffering()
  const records = []
  for (const hoursAgo of [3, 5, 7, 9])
    records.push(keyOf(await submitGreen(world, person, { communityId, offeringId, hoursAgo }, 45)))
  const approved = await world.run(approveRecords, station.first.actor, communityId, {
    records,
    opened: [],
  })
  if (!approved.every((outcome) => outcome.approved)) throw new Error('a record was not approved')
}
