import { writeUseCase } from '../../src/db/commands.ts'
import { confirmProposal } from '../../src/features/ledger/confirm-proposal.ts'
import { getBalance } from '../../src/features/ledger/get-balance.ts'
import type { Hold } from '../../src/features/ledger/model.ts'
import {
  draftOf,
  openBooks,
  saveBooks,
  type HoldKey,
} from '../../src/features/ledger/open-books.ts'
import { proposeEntry } from '../../src/features/ledger/propose-entry.ts'
import { savingsOf } from '../../src/features/ledger/rules/books.ts'
import { placeHold, settleHold, voidHold } from '../../src/features/ledger/rules/holds.ts'
import type { RelationKind } from '../../src/features/person/model.ts'
import { relations } from '../../src/features/person/tables.ts'
import type { Instant } from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { minutes, type Minutes } from '../../src/kernel/minutes.ts'
import type { TestPerson, World } from './world.ts'

/** A community with the two coordinators that acts of two people need. */
export type Station = {
  readonly communityId: Id
  readonly first: TestPerson
  readonly second: TestPerson
}

export async function makeStation(world: World, name?: string): Promise<Station> {
  const communityId = await world.makeCommunity(name)
  const first = await world.makePerson({ communityId, roles: ['coordinator'] })
  const second = await world.makePerson({ communityId, roles: ['coordinator'] })
  return { communityId, first, second }
}

/** An adjustment by two people; `personId: null` is the commons. Returns its journal. */
export async function fund(
  world: World,
  station: Station,
  personId: Id | null,
  amount: number,
): Promise<Id> {
  const { communityId, first, second } = station
  const { proposalId } = await world.run(proposeEntry, first.actor, communityId, {
    payload: { kind: 'adjustment', personId, direction: 'add', amountMinutes: minutes(amount) },
    reason: '旧账转入',
  })
  const posted = await world.run(confirmProposal, second.actor, communityId, { proposalId })
  return posted.journalId
}

/** A person with `amount` minutes to use. */
export async function makeSaver(world: World, station: Station, amount = 0): Promise<TestPerson> {
  const person = await world.makePerson({ communityId: station.communityId })
  if (amount > 0) await fund(world, station, person.id, amount)
  return person
}

export async function relate(
  world: World,
  person: TestPerson,
  relative: TestPerson,
  kind: RelationKind = 'spouse',
): Promise<void> {
  await world.db.transaction(async (tx) => {
    await tx.insert(relations).values({
      personId: person.id,
      relativeId: relative.id,
      kind,
      verifiedById: newId(),
      verifiedAt: world.now(),
    })
  })
}

/** Balance, what is held of it, and the count of entries. */
export async function savingsNow(
  world: World,
  person: Pick<TestPerson, 'id' | 'communityId'>,
): Promise<{ balance: number; held: number; version: number }> {
  const found = await getBalance(world.ctx, {
    communityId: person.communityId,
    personId: person.id,
  })
  return { balance: found.balanceMinutes, held: found.heldMinutes, version: found.version }
}

export async function commonsNow(world: World, communityId: Id): Promise<number> {
  return (await getBalance(world.ctx, { communityId, personId: null })).balanceMinutes
}

/** Holds as the rooms above use them: the same pattern around the ledger's rules. */
export const placeTestHold = writeUseCase<
  { readonly personId: Id; readonly amountMinutes: Minutes; readonly expiresAt: Instant },
  Hold,
  Awaited<ReturnType<typeof openBooks>>
>({
  useCase: 'test.place-hold',
  lock: (tx, commands) =>
    openBooks(tx, {
      communityIds: commands.map(({ scope }) => scope),
      accounts: commands.map(({ scope, input }) => savingsOf(scope, input.personId)),
    }),
  async work(batch, commands, books) {
    const draft = draftOf(batch, books)
    const results = commands.map((command) =>
      placeHold(draft, {
        account: savingsOf(command.scope, command.input.personId),
        amountMinutes: command.input.amountMinutes,
        expiresAt: command.input.expiresAt,
        source: { kind: 'visit', id: newId() },
        commandId: command.id,
      }),
    )
    await saveBooks(batch, draft)
    return results
  },
})

type Resolution = HoldKey & {
  readonly chargeMinutes: Minutes | null
  readonly agreedMoreMinutes?: Minutes
}

/** `chargeMinutes: null` voids. */
export const resolveTestHold = writeUseCase<
  Resolution,
  Hold,
  Awaited<ReturnType<typeof openBooks>>
>({
  useCase: 'test.resolve-hold',
  lock: (tx, commands) =>
    openBooks(tx, {
      communityIds: commands.map(({ input }) => input.communityId),
      accounts: [],
      holds: commands.map(({ input }) => input),
    }),
  async work(batch, commands, books) {
    const draft = draftOf(batch, books)
    const results = commands.map(({ input, id, actor }) => {
      if (input.chargeMinutes === null) return voidHold(draft, input.id)
      const settled = settleHold(draft, {
        holdId: input.id,
        chargeMinutes: input.chargeMinutes,
        agreedMoreMinutes: input.agreedMoreMinutes ?? minutes(0),
        effectiveAt: batch.now,
        commandId: id,
        actorId: actor.personId,
      })
      return isRefusal(settled) ? settled : settled.hold
    })
    await saveBooks(batch, draft)
    return results
  },
})
