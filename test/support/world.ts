import postgres from 'postgres'
import { openDatabase, type Database } from '../../src/db/client.ts'
import type { Command, Outcome, WriteUseCase } from '../../src/db/command.ts'
import { hashRequest } from '../../src/db/commands.ts'
import type { Ctx } from '../../src/db/transaction.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import {
  civilDateOf,
  instantOf,
  epochMs,
  MINUTE_MS,
  parseInstant,
  type Instant,
} from '../../src/kernel/clock.ts'
import { DomainError, isRefusal } from '../../src/kernel/errors.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { deriveKeys, lookupHash, seal } from '../../src/kernel/seal.ts'
import { chineseCalendar } from '../../src/kernel/workdays.ts'
import { fileSearchTerms } from '../../src/features/person/file-search-terms.ts'
import {
  memberships,
  nodes,
  persons,
  personStatuses,
  roleGrants,
  volunteers,
} from '../../src/features/person/tables.ts'
import type { PoliticalStatus, PartyTie, Role } from '../../src/features/person/model.ts'
import { offerings } from '../../src/features/service/tables.ts'
import { openTestDatabase, type TestDatabase } from './database.ts'

export type PersonActor = Extract<Actor, { kind: 'person' }>

export type TestPerson = { readonly id: Id; readonly actor: PersonActor; readonly communityId: Id }

export type PersonWish = {
  readonly communityId: Id
  readonly name?: string
  readonly phone?: string
  readonly householdId?: Id | null
  readonly roles?: readonly Role[]
  /** Where the roles are granted; the person's community unless another node is meant. */
  readonly rolesAt?: Id
  readonly volunteer?: boolean
  readonly politicalStatus?: PoliticalStatus
  readonly partyTie?: PartyTie | null
  readonly bornOn?: string
  readonly livesAlone?: boolean
}

/** A fresh database with a clock of its own, and short ways to fill it. */
export type World = {
  readonly test: TestDatabase
  readonly db: Database
  readonly ctx: Ctx
  readonly districtId: Id
  now(): Instant
  setNow(text: string): void
  passMinutes(count: number): void
  makeCommunity(name?: string): Promise<Id>
  makePerson(wish: PersonWish): Promise<TestPerson>
  makeOffering(wish?: Partial<typeof offerings.$inferInsert>): Promise<Id>
  /** Runs one command and returns what it accepted. @throws DomainError what it refused */
  run<I, O>(
    useCase: WriteUseCase<I, O>,
    actor: Actor,
    scope: Id,
    input: I,
    key?: string,
  ): Promise<O>
  /** Runs one command and returns the outcome, refusals included. */
  attempt<I, O>(
    useCase: WriteUseCase<I, O>,
    actor: Actor,
    scope: Id,
    input: I,
    key?: string,
  ): Promise<Outcome<O>>
  command<I>(useCase: string, actor: Actor, scope: Id, input: I, key?: string): Command<I>
  /** Plain SQL as the owner, for looking and for tampering. */
  readonly sql: postgres.Sql
  close(): Promise<void>
}

const MASTER = Buffer.alloc(32, 7)

/**
 * @param at the world's first instant, a working Tuesday morning unless said otherwise
 * @param own a migrated database to use, instead of a clone of the run's template
 */
export async function openWorld(
  at = '2026-11-24T09:00:00+08:00',
  own?: TestDatabase,
): Promise<World> {
  const test = own ?? (await openTestDatabase())
  const db = openDatabase({ target: test.target, connections: 10 })
  const sql = postgres({
    ...test.ownerTarget,
    max: 2,
    fetch_types: false,
    onnotice: () => undefined,
  })
  let current = mustParse(at)
  const ctx: Ctx = {
    db,
    fixedNow: () => current,
    sealKeys: deriveKeys(MASTER),
    calendar: chineseCalendar(),
  }
  const districtId = newId()
  await db.transaction((tx) =>
    tx.insert(nodes).values({
      id: districtId,
      kind: 'district',
      parentId: null,
      ancestorIds: [districtId],
      name: '演示区',
      createdAt: current,
    }),
  )
  let count = 0
  const world: World = {
    test,
    db,
    ctx,
    districtId,
    sql,
    now: () => current,
    setNow: (text) => void (current = mustParse(text)),
    passMinutes: (minutes) => void (current = instantOf(epochMs(current) + minutes * MINUTE_MS)),
    async makeCommunity(name = `社区${(count += 1)}`) {
      const subdistrictId = newId()
      const communityId = newId()
      await db.transaction(async (tx) => {
        await tx.insert(nodes).values([
          {
            id: subdistrictId,
            kind: 'subdistrict',
            parentId: districtId,
            ancestorIds: [districtId, subdistrictId],
            name: `${name}街道`,
            createdAt: current,
          },
          {
            id: communityId,
            kind: 'community',
            parentId: subdistrictId,
            ancestorIds: [districtId, subdistrictId, communityId],
            name,
            createdAt: current,
          },
        ])
      })
      return communityId
    },
    makePerson: (wish) => makePerson(ctx, current, wish, (count += 1)),
    async makeOffering(wish = {}) {
      const id = newId()
      await db.transaction((tx) =>
        tx.insert(offerings).values({
          id,
          code: `offering-${(count += 1)}`,
          name: '代办跑腿',
          domain: 'convenience',
          counts: 'timeAndCredits',
          redeemable: 'priority',
          ...wish,
        }),
      )
      return id
    },
    command: (useCase, actor, scope, input, key = newId()) => ({
      scope,
      actor,
      key,
      requestHash: hashRequest(useCase, input),
      input,
    }),
    async attempt(useCase, actor, scope, input, key) {
      const command = world.command(useCase.useCase, actor, scope, input, key)
      const [outcome] = await useCase.run(ctx, [command])
      if (!outcome) throw new Error('no outcome')
      return outcome
    },
    async run(useCase, actor, scope, input, key) {
      const { result } = await world.attempt(useCase, actor, scope, input, key)
      if (isRefusal(result)) throw new DomainError(result.error, result.details)
      return result
    },
    async close() {
      await Promise.all([db.close(), sql.end({ timeout: 5 })])
      await test.drop()
    },
  }
  return world
}

function mustParse(text: string): Instant {
  const instant = parseInstant(text)
  if (!instant) throw new Error(`not an instant: ${text}`)
  return instant
}

async function makePerson(
  ctx: Ctx,
  now: Instant,
  wish: PersonWish,
  n: number,
): Promise<TestPerson> {
  const id = newId()
  const today = civilDateOf(now)
  const phone = wish.phone ?? `139${String(n).padStart(8, '0')}`
  await ctx.db.transaction(async (tx) => {
    await tx.insert(persons).values({
      id,
      name: wish.name ?? `演示${n}`,
      phoneSealed: seal(ctx.sealKeys, phone, `persons:phone_sealed:${id}`),
      phoneHash: lookupHash(ctx.sealKeys, phone),
      householdId: wish.householdId ?? null,
      livesAlone: wish.livesAlone ?? false,
      bornOn: (wish.bornOn ?? '1970-01-01') as never,
      booksCommunityId: wish.communityId,
      registeredOn: today,
      createdAt: now,
    })
    await fileSearchTerms({ ...ctx, tx }, [{ id, name: wish.name ?? `演示${n}`, phone }])
    await tx.insert(memberships).values({
      id: newId(),
      personId: id,
      communityId: wish.communityId,
      kind: 'home',
      sinceOn: today,
    })
    if (wish.politicalStatus) {
      await tx.insert(personStatuses).values({
        personId: id,
        sinceOn: '2020-01-01' as never,
        politicalStatus: wish.politicalStatus,
        partyTie: wish.partyTie ?? null,
        recordedAt: now,
      })
    }
    if (wish.volunteer) {
      await tx.insert(volunteers).values({
        personId: id,
        certificateNumber: `YS${String(n).padStart(8, '0')}`,
        certificateOn: '2020-01-01' as never,
        cardNumber: `K${String(n).padStart(8, '0')}`,
        cardOn: '2020-01-01' as never,
        recruitment: 'public',
        createdAt: now,
      })
    }
    for (const role of wish.roles ?? []) {
      await tx.insert(roleGrants).values({
        id: newId(),
        personId: id,
        role,
        nodeId: wish.rolesAt ?? wish.communityId,
        grantedAt: now,
      })
    }
  })
  return {
    id,
    communityId: wish.communityId,
    actor: { kind: 'person', personId: id, sessionId: newId() },
  }
}
