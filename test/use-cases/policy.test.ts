import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Outcome } from '../../src/db/command.ts'
import { requireRoleInTx } from '../../src/features/person/require-role-in-tx.ts'
import { confirmPolicy } from '../../src/features/policy/confirm-policy.ts'
import { listPolicies } from '../../src/features/policy/list-policies.ts'
import { loadPolicies } from '../../src/features/policy/load-policies.ts'
import { proposePolicy, type Authorise } from '../../src/features/policy/propose-policy.ts'
import { policyAt } from '../../src/features/policy/rules.ts'
import { withdrawPolicy } from '../../src/features/policy/withdraw-policy.ts'
import { parseCivilDate, type CivilDate } from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import { DISTRICT_SCOPE } from '../../src/kernel/ids.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let first: TestPerson
let second: TestPerson
let coordinator: TestPerson

const authorise: Authorise = (batch, command) =>
  requireRoleInTx(batch, command, ['districtAdministrator'], DISTRICT_SCOPE)
const propose = proposePolicy(authorise)
const confirm = confirmPolicy(authorise)
const withdraw = withdrawPolicy(authorise)

beforeAll(async () => {
  world = await openWorld()
  const communityId = await world.makeCommunity()
  const administrator = {
    communityId,
    roles: ['districtAdministrator'],
    rolesAt: world.districtId,
  } as const
  first = await world.makePerson(administrator)
  second = await world.makePerson(administrator)
  coordinator = await world.makePerson({ communityId, roles: ['coordinator'] })
})

afterAll(() => world.close())

const day = (text: string) => parseCivilDate(text) ?? ('' as CivilDate)
const codeOf = (outcome: Outcome<unknown>) =>
  isRefusal(outcome.result) ? outcome.result.error.code : 'accepted'

function gifts(othersYearMinutes: unknown, from = '2026-12-01') {
  const effectiveFromOn = day(from)
  return { code: 'gifts', value: { othersYearMinutes }, effectiveFromOn, reason: '试点' } as const
}

async function giftsOn(date: string): Promise<number> {
  const all = await loadPolicies(world.ctx)
  return policyAt(all, 'gifts', day(date)).othersYearMinutes
}

describe('a policy', () => {
  it('holds from its day on once another person has confirmed it', async () => {
    const before = await giftsOn('2026-12-01')
    const { policyId } = await world.run(propose, first.actor, DISTRICT_SCOPE, gifts(before + 60))
    expect(await giftsOn('2026-12-01')).toBe(before)
    const own = await world.attempt(confirm, first.actor, DISTRICT_SCOPE, { policyId })
    expect(codeOf(own)).toBe('policy.second-person-needed')
    await world.run(confirm, second.actor, DISTRICT_SCOPE, { policyId })
    expect(await giftsOn('2026-11-30')).toBe(before)
    expect(await giftsOn('2026-12-01')).toBe(before + 60)
  })

  it('holds no longer once it is withdrawn before its day', async () => {
    const input = gifts(900, '2027-06-01')
    const { policyId } = await world.run(propose, first.actor, DISTRICT_SCOPE, input)
    await world.run(confirm, second.actor, DISTRICT_SCOPE, { policyId })
    expect(await giftsOn('2027-06-01')).toBe(900)
    const why = { policyId, reason: '算错了' }
    await world.run(withdraw, first.actor, DISTRICT_SCOPE, why)
    expect(await giftsOn('2027-06-01')).not.toBe(900)
    expect(codeOf(await world.attempt(withdraw, first.actor, DISTRICT_SCOPE, why))).toBe(
      'policy.withdrawn',
    )
  })

  it('is refused from today on', async () => {
    const outcome = await world.attempt(
      propose,
      first.actor,
      DISTRICT_SCOPE,
      gifts(60, '2026-11-24'),
    )
    expect(codeOf(outcome)).toBe('policy.too-early')
  })

  it('is refused with a value that is none', async () => {
    const outcome = await world.attempt(propose, first.actor, DISTRICT_SCOPE, gifts('60'))
    expect(codeOf(outcome)).toBe('policy.value-malformed')
  })

  it('is no matter of a coordinator', async () => {
    const outcome = await world.attempt(propose, coordinator.actor, DISTRICT_SCOPE, gifts(60))
    expect(codeOf(outcome)).toBe('person.role-missing')
  })

  it('is numbered one after the other when several are proposed at once', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, (_, n) =>
        world.run(propose, first.actor, DISTRICT_SCOPE, gifts(100 + n, '2028-01-01')),
      ),
    )
    const numbers = outcomes.map(({ version }) => version).sort((a, b) => a - b)
    expect(numbers.map((number) => number - (numbers[0] ?? 0))).toEqual([0, 1, 2, 3, 4])
  })

  it('is confirmed once by two at once', async () => {
    const { policyId } = await world.run(propose, first.actor, DISTRICT_SCOPE, gifts(77))
    const outcomes = await Promise.all([
      world.attempt(confirm, second.actor, DISTRICT_SCOPE, { policyId }),
      world.attempt(confirm, second.actor, DISTRICT_SCOPE, { policyId }),
    ])
    expect(outcomes.map(codeOf).sort()).toEqual(['accepted', 'policy.already-confirmed'])
  })

  it('is listed with who proposed and who confirmed it', async () => {
    const all = await listPolicies(world.ctx)
    const confirmed = all.filter(({ confirmedById }) => confirmedById === second.id)
    expect(confirmed.every(({ proposedById }) => proposedById === first.id)).toBe(true)
  })
})
