import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { confirmRecipient } from '../../src/features/service/confirm-recipient.ts'
import { listOwnRecords } from '../../src/features/service/list-own-records.ts'
import { listToConfirm } from '../../src/features/service/list-to-confirm.ts'
import { submitDrafts } from '../../src/features/service/submit-drafts.ts'
import { submitRecords } from '../../src/features/service/submit-records.ts'
import { withdrawRecords } from '../../src/features/service/withdraw-records.ts'
import { changeHousehold } from '../../src/features/person/change-household.ts'
import { plusMinutes } from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { entryOf, keyOf, stateOf } from '../support/service.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let communityId: Id
let elsewhereId: Id
let offeringId: Id
let coordinator: TestPerson
let volunteer: TestPerson
let neighbour: TestPerson

beforeAll(async () => {
  world = await openWorld()
  communityId = await world.makeCommunity()
  elsewhereId = await world.makeCommunity()
  offeringId = await world.makeOffering()
  coordinator = await world.makePerson({ communityId, roles: ['coordinator'] })
  volunteer = await world.makePerson({ communityId, volunteer: true })
  neighbour = await world.makePerson({ communityId })
})
afterAll(() => world.close())

async function refusal(
  actor: TestPerson,
  wish: Parameters<typeof entryOf>[1],
  scope = communityId,
) {
  const { result } = await world.attempt(submitRecords, actor.actor, scope, entryOf(world, wish))
  return isRefusal(result) ? result.error.code : undefined
}

describe('submitting', () => {
  it("keeps a record of service elsewhere with the volunteer's books", async () => {
    const entry = entryOf(world, { personId: volunteer.id, offeringId })
    const submitted = await world.run(submitRecords, volunteer.actor, elsewhereId, entry)
    expect(submitted).toMatchObject({ communityId, state: 'submitted', serviceMinutes: 60 })
  })

  it('lets a coordinator of the place enter a paper record for somebody', async () => {
    const entry = entryOf(world, { personId: volunteer.id, offeringId })
    const submitted = await world.run(submitRecords, coordinator.actor, communityId, entry)
    expect(await stateOf(world, submitted)).toBe('submitted')
  })

  it('refuses entering for somebody elsewhere, or for another as a volunteer', async () => {
    const wish = { personId: volunteer.id, offeringId }
    expect(await refusal(coordinator, wish, elsewhereId)).toBe('service.not-your-entry')
    expect(await refusal(neighbour, wish)).toBe('service.not-your-entry')
  })

  it('answers unknown offerings, people and recipients alike: not found', async () => {
    const wish = { personId: volunteer.id, offeringId }
    expect(await refusal(volunteer, { ...wish, offeringId: newId() })).toBe(
      'service.offering-not-found',
    )
    expect(await refusal(coordinator, { ...wish, personId: newId() })).toBe('person.not-found')
    const recipient = { kind: 'household', householdId: newId() } as const
    expect(await refusal(volunteer, { ...wish, recipient })).toBe('service.recipient-not-found')
    expect(await refusal(volunteer, wish, newId())).toBe('person.community-not-found')
  })

  it('refuses service to a parent who lives elsewhere, and to the household of one', async () => {
    const mother = await world.makePerson({ communityId })
    await world.sql`
      insert into relations (person_id, relative_id, kind, verified_by_id, verified_at)
      values (${volunteer.id}, ${mother.id}, 'parent', ${coordinator.id}, ${world.now()})`
    const wish = { personId: volunteer.id, offeringId }
    const toMother = { kind: 'person', personId: mother.id } as const
    expect(await refusal(volunteer, { ...wish, recipient: toMother })).toBe(
      'service.recipient-parent',
    )
    const { householdId } = await world.run(changeHousehold, coordinator.actor, communityId, {
      personId: mother.id,
      household: { address: '演示路 1 号' },
      livesAlone: false,
    })
    const toHousehold = { kind: 'household', householdId } as const
    expect(await refusal(volunteer, { ...wish, recipient: toHousehold })).toBe(
      'service.recipient-parent',
    )
  })

  it('marks 补录 with its reason when it is late', async () => {
    const startsAt = plusMinutes(world.now(), -60 * 24 * 30)
    const wish = {
      personId: volunteer.id,
      offeringId,
      startsAt,
      endsAt: plusMinutes(startsAt, 60),
    }
    expect(await refusal(volunteer, wish)).toBe('service.late-reason-needed')
    const entry = entryOf(world, { ...wish, lateReason: '住院' })
    const submitted = await world.run(submitRecords, volunteer.actor, communityId, entry)
    expect(submitted).toMatchObject({ lateReason: '住院' })
  })

  it('answers the same key with the same record, and another body with a refusal', async () => {
    const entry = entryOf(world, { personId: volunteer.id, offeringId })
    const key = newId()
    const first = await world.attempt(submitRecords, volunteer.actor, communityId, entry, key)
    const again = await world.attempt(submitRecords, volunteer.actor, communityId, entry, key)
    expect(again).toEqual({ replayed: true, result: first.result })
    const changed = { ...entry, content: '别的' }
    const other = await world.attempt(submitRecords, volunteer.actor, communityId, changed, key)
    expect(other.result).toMatchObject({ error: { code: 'command.key-reused' } })
  })
})

describe('a draft', () => {
  it('is handed in later, and judged then', async () => {
    const entry = entryOf(world, { personId: volunteer.id, offeringId, asDraft: true })
    const draft = await world.run(submitRecords, volunteer.actor, communityId, entry)
    expect(await stateOf(world, draft)).toBe('draft')
    const submit = { ...keyOf(draft), lateReason: null }
    const submitted = await world.run(submitDrafts, volunteer.actor, communityId, submit)
    expect(submitted).toMatchObject({ id: draft.id, state: 'submitted' })
    const again = await world.attempt(submitDrafts, volunteer.actor, communityId, submit)
    expect(again.result).toMatchObject({ error: { code: 'service.not-draft' } })
  })

  it("is nobody else's to hand in or to take back", async () => {
    const entry = entryOf(world, { personId: volunteer.id, offeringId, asDraft: true })
    const draft = await world.run(submitRecords, volunteer.actor, communityId, entry)
    const submit = { ...keyOf(draft), lateReason: null }
    const outcomes = [
      await world.attempt(submitDrafts, coordinator.actor, communityId, submit),
      await world.attempt(withdrawRecords, coordinator.actor, communityId, keyOf(draft)),
    ]
    for (const { result } of outcomes) {
      expect(result).toMatchObject({ error: { code: 'service.record-not-found' } })
    }
  })
})

describe('the word of the one served', () => {
  it('is given once, by that person only, while nobody has decided', async () => {
    const recipient = { kind: 'person', personId: neighbour.id } as const
    const entry = entryOf(world, { personId: volunteer.id, offeringId, recipient })
    const record = await world.run(submitRecords, volunteer.actor, communityId, entry)
    const waiting = await listToConfirm(world.ctx, { personId: neighbour.id })
    expect(waiting.map(({ id }) => id)).toContain(record.id)
    const code = async (actor: TestPerson) => {
      const outcome = await world.attempt(confirmRecipient, actor.actor, communityId, keyOf(record))
      return isRefusal(outcome.result) ? outcome.result.error.code : 'confirmed'
    }
    expect(await code(volunteer)).toBe('service.record-not-found')
    expect(await code(coordinator)).toBe('service.record-not-found')
    expect(await code(neighbour)).toBe('confirmed')
    expect(await code(neighbour)).toBe('service.already-confirmed')
    expect(await listToConfirm(world.ctx, { personId: neighbour.id })).not.toContainEqual(
      expect.objectContaining({ id: record.id }),
    )
  })
})

describe("a volunteer's own list", () => {
  it('is read in pages without losing or doubling a record', async () => {
    const reader = await world.makePerson({ communityId, volunteer: true })
    for (let hours = 2; hours < 9; hours += 1) {
      const startsAt = plusMinutes(world.now(), -60 * hours)
      const endsAt = plusMinutes(startsAt, 30)
      const wish = { personId: reader.id, offeringId, startsAt, endsAt }
      await world.run(submitRecords, reader.actor, communityId, entryOf(world, wish))
    }
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<typeof listOwnRecords>> = await listOwnRecords(world.ctx, {
        personId: reader.id,
        limit: 3,
        cursor,
      })
      seen.push(...page.items.map(({ startsAt }) => startsAt))
      cursor = page.nextCursor
    } while (cursor)
    expect(seen).toHaveLength(7)
    expect(seen).toEqual([...seen].sort().reverse())
  })
})
