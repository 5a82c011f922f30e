import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findHolders } from '../../src/features/person/find-holders.ts'
import { grantRole } from '../../src/features/person/grant-role.ts'
import { revokeRole } from '../../src/features/person/revoke-role.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import { DISTRICT_SCOPE, type Id } from '../../src/kernel/ids.ts'
import type { Outcome } from '../../src/db/command.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let communityId: Id
let otherId: Id
let administrator: TestPerson
let coordinator: TestPerson

beforeAll(async () => {
  world = await openWorld()
  communityId = await world.makeCommunity()
  otherId = await world.makeCommunity()
  administrator = await world.makePerson({
    communityId,
    roles: ['districtAdministrator'],
    rolesAt: world.districtId,
  })
  coordinator = await world.makePerson({ communityId, roles: ['coordinator'] })
})

afterAll(() => world.close())

function codeOf(outcome: Outcome<unknown>): string | undefined {
  return isRefusal(outcome.result) ? outcome.result.error.code : undefined
}

async function grantIdOf(personId: Id, role: string): Promise<Id> {
  const rows = await world.sql<{ id: Id }[]>`
    select id from role_grants where person_id = ${personId} and role = ${role} and revoked_at is null`
  const [row] = rows
  if (!row) throw new Error('no such grant')
  return row.id
}

describe('findHolders', () => {
  const holders = (pairs: readonly { personId: Id; communityId: Id }[]) =>
    world.db.transaction((tx) => findHolders(tx, pairs, ['coordinator', 'districtAdministrator']))

  it('answers a whole set of pairs at once, grants above included', async () => {
    const found = await holders([
      { personId: coordinator.id, communityId },
      { personId: coordinator.id, communityId: otherId },
      { personId: administrator.id, communityId: otherId },
    ])
    expect([...found].sort()).toEqual(
      [`${coordinator.id} ${communityId}`, `${administrator.id} ${otherId}`].sort(),
    )
  })

  it('takes the nil scope for the district', async () => {
    const found = await holders([
      { personId: administrator.id, communityId: DISTRICT_SCOPE },
      { personId: coordinator.id, communityId: DISTRICT_SCOPE },
    ])
    expect([...found]).toEqual([`${administrator.id} ${DISTRICT_SCOPE}`])
  })

  it('finds nobody at a community that does not exist', async () => {
    expect(
      (await holders([{ personId: administrator.id, communityId: administrator.id }])).size,
    ).toBe(0)
  })
})

describe('granting a role', () => {
  it('lets a coordinator make a volunteer a team leader in the own community', async () => {
    const volunteer = await world.makePerson({ communityId, volunteer: true })
    await world.run(grantRole, coordinator.actor, communityId, {
      personId: volunteer.id,
      role: 'teamLeader',
      nodeId: communityId,
    })
    expect(await grantIdOf(volunteer.id, 'teamLeader')).toBeTruthy()
  })

  it.each([
    ['another community', 'teamLeader', () => otherId],
    ['coordinator', 'coordinator', () => communityId],
    ['district administrator', 'districtAdministrator', () => world.districtId],
  ] as const)('refuses a coordinator who grants %s', async (_, role, nodeId) => {
    const volunteer = await world.makePerson({ communityId, volunteer: true })
    const outcome = await world.attempt(grantRole, coordinator.actor, communityId, {
      personId: volunteer.id,
      role,
      nodeId: nodeId(),
    })
    expect(codeOf(outcome)).toBe('person.role-missing')
  })

  it('refuses an administrator of anything but the whole district', async () => {
    const person = await world.makePerson({ communityId })
    const outcome = await world.attempt(grantRole, administrator.actor, DISTRICT_SCOPE, {
      personId: person.id,
      role: 'districtAdministrator',
      nodeId: communityId,
    })
    expect(codeOf(outcome)).toBe('person.grant-forbidden')
  })

  it('refuses the same role twice', async () => {
    const person = await world.makePerson({ communityId })
    const input = { personId: person.id, role: 'coordinator', nodeId: communityId } as const
    await world.run(grantRole, administrator.actor, DISTRICT_SCOPE, input)
    const again = await world.attempt(grantRole, administrator.actor, DISTRICT_SCOPE, input)
    expect(codeOf(again)).toBe('person.grant-exists')
  })

  it('refuses to make somebody a team leader who is not registered to serve', async () => {
    const person = await world.makePerson({ communityId })
    const outcome = await world.attempt(grantRole, coordinator.actor, communityId, {
      personId: person.id,
      role: 'teamLeader',
      nodeId: communityId,
    })
    expect(codeOf(outcome)).toBe('person.not-volunteer')
  })

  it('is filed in the audit log', async () => {
    const person = await world.makePerson({ communityId, volunteer: true })
    const { grantId } = await world.run(grantRole, coordinator.actor, communityId, {
      personId: person.id,
      role: 'volunteer',
      nodeId: communityId,
    })
    const rows = await world.sql`
      select actor_id from audit_events where act = 'person.grant-role' and subjects ? ${grantId}`
    expect(rows).toEqual([{ actor_id: coordinator.id }])
  })
})

describe('revoking a role', () => {
  it('waits for a check in flight, and is seen by every later one', async () => {
    const leaving = await world.makePerson({ communityId, roles: ['coordinator'] })
    const grantId = await grantIdOf(leaving.id, 'coordinator')
    const pairs = [{ personId: leaving.id, communityId }]
    let revoking: Promise<unknown> = Promise.resolve()
    let isRevoked = false
    await world.db.transaction(async (tx) => {
      expect((await findHolders(tx, pairs, ['coordinator'])).size).toBe(1)
      revoking = world
        .run(revokeRole, administrator.actor, DISTRICT_SCOPE, { grantId, reason: '调离' })
        .then(() => (isRevoked = true))
      await untilSomebodyWaits()
      expect(isRevoked).toBe(false)
    })
    await revoking
    const after = await world.db.transaction((tx) => findHolders(tx, pairs, ['coordinator']))
    expect(after.size).toBe(0)
  })

  it('wins over a check that was waiting for it', async () => {
    const leaving = await world.makePerson({ communityId, roles: ['coordinator'] })
    const pairs = [{ personId: leaving.id, communityId }]
    let checking: Promise<ReadonlySet<string>> = Promise.resolve(new Set<string>())
    await world.sql.begin(async (sql) => {
      await sql`set local role aixin_owner`
      await sql`update role_grants set revoked_at = now() where person_id = ${leaving.id}`
      checking = world.db.transaction((tx) => findHolders(tx, pairs, ['coordinator']))
      await untilSomebodyWaits()
    })
    expect((await checking).size).toBe(0)
  })

  it('is refused to somebody without the right over the grant', async () => {
    const grantId = await grantIdOf(administrator.id, 'districtAdministrator')
    const outcome = await world.attempt(revokeRole, coordinator.actor, communityId, {
      grantId,
      reason: '试试',
    })
    expect(codeOf(outcome)).toBe('person.role-missing')
  })

  it('never takes the last district administrator', async () => {
    const grantId = await grantIdOf(administrator.id, 'districtAdministrator')
    const outcome = await world.attempt(revokeRole, administrator.actor, DISTRICT_SCOPE, {
      grantId,
      reason: '离任',
    })
    expect(codeOf(outcome)).toBe('person.last-administrator')
  })

  it('leaves one of two administrators who revoke one another at once', async () => {
    const second = await world.makePerson({ communityId })
    await world.run(grantRole, administrator.actor, DISTRICT_SCOPE, {
      personId: second.id,
      role: 'districtAdministrator',
      nodeId: world.districtId,
    })
    const first = await grantIdOf(administrator.id, 'districtAdministrator')
    const other = await grantIdOf(second.id, 'districtAdministrator')
    const outcomes = await Promise.all([
      world.attempt(revokeRole, administrator.actor, DISTRICT_SCOPE, {
        grantId: other,
        reason: '甲',
      }),
      world.attempt(revokeRole, second.actor, DISTRICT_SCOPE, { grantId: first, reason: '乙' }),
    ])
    expect(outcomes.map(codeOf).filter((code) => code === undefined)).toHaveLength(1)
    const left = await world.sql`
      select from role_grants where role = 'districtAdministrator' and revoked_at is null`
    expect(left).toHaveLength(1)
  })
})

/** Until one of the database's own sessions waits for a lock. */
async function untilSomebodyWaits(): Promise<void> {
  for (;;) {
    const rows = await world.sql`
      select from pg_locks l join pg_stat_activity a using (pid)
       where a.datname = current_database() and not l.granted`
    if (rows.length > 0) return
  }
}
