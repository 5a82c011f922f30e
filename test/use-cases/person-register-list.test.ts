import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { grantRole } from '../../src/features/person/grant-role.ts'
import { loadProfile } from '../../src/features/person/load-profile.ts'
import {
  registerPerson,
  type Registered,
  type RegisterPerson,
} from '../../src/features/person/register-person.ts'
import { parseCivilDate } from '../../src/kernel/clock.ts'
import { isRefusal, type Refusal } from '../../src/kernel/errors.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let communityId: Id
let otherId: Id
let coordinator: TestPerson
let stranger: TestPerson

beforeAll(async () => {
  world = await openWorld()
  communityId = await world.makeCommunity()
  otherId = await world.makeCommunity()
  coordinator = await world.makePerson({ communityId, roles: ['coordinator'] })
  stranger = await world.makePerson({ communityId: otherId, roles: ['coordinator'] })
})
afterAll(() => world.close())

function somebody(changed: Partial<RegisterPerson> = {}): RegisterPerson {
  return {
    ...{ sessionHash: null, name: '陈爱华', gender: 'female', phone: null, workUnit: null },
    bornOn: parseCivilDate('1958-03-08') ?? null,
    ...{ livesAlone: false, household: null, memberships: [{ kind: 'home', communityId }] },
    ...{ status: null, consents: ['recording'], volunteer: null },
    ...changed,
  }
}

const volunteer = {
  skills: ['理发', '维修'],
  recruitment: 'public',
  guardianConsent: false,
} as const

async function registerAll(
  inputs: readonly RegisterPerson[],
  by: TestPerson = coordinator,
): Promise<readonly (Registered | Refusal)[]> {
  const commands = inputs.map((input) =>
    world.command(registerPerson.useCase, by.actor, communityId, input),
  )
  const outcomes = await registerPerson.run(world.ctx, commands)
  return outcomes.map(({ result }) => result)
}

const codes = (results: readonly (Registered | Refusal)[]) =>
  results.map((one) => (isRefusal(one) ? one.error.code : 'accepted'))

function accepted(results: readonly (Registered | Refusal)[]): readonly Registered[] {
  return results.flatMap((one) => (isRefusal(one) ? [] : [one]))
}

describe('a list of registrations', () => {
  it('answers each on its own, in order, and files only what was accepted', async () => {
    const results = await registerAll([
      somebody({ name: '名单一', volunteer }),
      somebody({ name: '名单二', consents: [] }),
      somebody({ name: '名单三', memberships: [{ kind: 'home', communityId: otherId }] }),
      somebody({ name: '名单四', memberships: [] }),
      somebody({
        name: '名单五',
        memberships: [
          { kind: 'home', communityId: newId() },
          { kind: 'assigned', communityId },
        ],
      }),
      somebody({ name: '名单六', household: { withPersonId: newId() } }),
      somebody({
        name: '名单七',
        status: {
          politicalStatus: 'masses',
          partyTie: null,
          sinceOn: parseCivilDate('2099-01-01') ?? null,
        },
      }),
      somebody({ name: '名单八', volunteer }),
    ])
    expect(codes(results)).toEqual([
      'accepted',
      'person.recording-consent-missing',
      'person.role-missing',
      'person.membership-needed',
      'person.community-not-found',
      'person.not-found',
      'person.status-future',
      'accepted',
    ])
    const filed = await world.sql`select name from persons where name like '名单%' order by id`
    expect(filed.map(({ name }) => String(name)).sort()).toEqual(['名单一', '名单八'].sort())
    const [first, last] = accepted(results)
    expect(last?.certificateNumber).toBe(nextOf(first?.certificateNumber))
    expect(last?.cardNumber).toBe(nextOf(first?.cardNumber))
    expect((await loadProfile(world.ctx, last?.personId ?? '')).volunteer).toMatchObject({
      skills: ['理发', '维修'],
      cardNumber: last?.cardNumber,
    })
  })

  it('files an audit event for each who was accepted, under the books', async () => {
    const [one, none] = await registerAll([somebody(), somebody({ consents: [] })])
    expect(none && isRefusal(none)).toBe(true)
    const events = await world.sql`
      select community_id, actor_id from audit_events
       where act = 'person.register' and subjects ? ${accepted(one ? [one] : [])[0]?.personId ?? ''}`
    expect(events).toEqual([{ community_id: communityId, actor_id: coordinator.id }])
  })

  it('takes eight people on one phone and no ninth, those of the list counted', async () => {
    const phone = '13800007777'
    await registerAll([somebody({ phone }), somebody({ phone })])
    const tooMany = await registerAll([
      ...Array.from({ length: 5 }, () => somebody({ phone })),
      // a refused one takes no place
      somebody({ phone, consents: [] }),
      ...Array.from({ length: 2 }, () => somebody({ phone })),
      somebody({ phone: '13800007778' }),
    ])
    expect(codes(tooMany).slice(-4)).toEqual([
      'person.recording-consent-missing',
      'accepted',
      'person.phone-full',
      'accepted',
    ])
  })

  it('lets two of one list move in with somebody who had no household on file', async () => {
    const [host] = accepted(await registerAll([somebody({ livesAlone: true })]))
    const withPersonId = host?.personId ?? ''
    const moving = somebody({ household: { withPersonId }, livesAlone: true })
    const movedIn = accepted(await registerAll([moving, moving]))
    const ids = [withPersonId, ...movedIn.map(({ personId }) => personId)]
    const rows = await world.sql<{ household_id: Id | null; lives_alone: boolean }[]>`
      select household_id, lives_alone from persons where id in ${world.sql(ids)}`
    expect(rows).toHaveLength(3)
    expect(new Set(rows.map((row) => row.household_id)).size).toBe(1)
    expect(rows.every((row) => row.household_id !== null && !row.lives_alone)).toBe(true)
  })

  it('is refused where a coordinator elsewhere would move somebody in', async () => {
    const [host] = accepted(await registerAll([somebody()]))
    const household = { withPersonId: host?.personId ?? '' }
    const memberships = [{ kind: 'home', communityId: otherId }] as const
    const results = await registerAll([somebody({ household, memberships })], stranger)
    expect(codes(results)).toEqual(['person.not-found'])
  })

  it('brings roles with the memberships that can be granted no second time', async () => {
    const [one] = accepted(
      await registerAll([
        somebody({
          volunteer,
          memberships: [
            { kind: 'home', communityId },
            { kind: 'assigned', communityId },
            { kind: 'serving', communityId: otherId },
          ],
        }),
      ]),
    )
    const personId = one?.personId ?? ''
    const { roleGrants } = await loadProfile(world.ctx, personId)
    expect(roleGrants.map(({ role, nodeId }) => `${role} ${nodeId}`).sort()).toEqual(
      [`resident ${communityId}`, `volunteer ${communityId}`, `volunteer ${otherId}`].sort(),
    )
    const again = { personId, role: 'resident', nodeId: communityId } as const
    const outcome = await world.attempt(grantRole, coordinator.actor, communityId, again)
    expect(codes([outcome.result as Refusal])).toEqual(['person.grant-exists'])
  })
})

function nextOf(number: string | null | undefined): string {
  const running = Number(number?.slice(-6)) + 1
  return `${number?.slice(0, -6)}${String(running).padStart(6, '0')}`
}
