import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { confirmProposal } from '../../src/features/ledger/confirm-proposal.ts'
import { declineProposal } from '../../src/features/ledger/decline-proposal.ts'
import { donateCredits } from '../../src/features/ledger/donate-credits.ts'
import { listProposals } from '../../src/features/ledger/list-proposals.ts'
import type { ProposalPayload } from '../../src/features/ledger/model.ts'
import { proposeEntry } from '../../src/features/ledger/propose-entry.ts'
import { revokeRole } from '../../src/features/person/revoke-role.ts'
import { plusMinutes } from '../../src/kernel/clock.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import {
  commonsNow,
  fund,
  makeSaver,
  makeStation,
  savingsNow,
  type Station,
} from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let station: Station
let elsewhere: Station

beforeAll(async () => {
  world = await openWorld()
  station = await makeStation(world)
  elsewhere = await makeStation(world)
})
afterAll(() => world.close())

async function propose(payload: ProposalPayload, by = station.first): Promise<Id> {
  const input = { payload, reason: '临时困难' }
  return (await world.run(proposeEntry, by.actor, station.communityId, input)).proposalId
}

const confirm = (proposalId: Id, by: TestPerson = station.second) =>
  world.run(confirmProposal, by.actor, station.communityId, { proposalId })

const grantTo = (person: TestPerson, amount: number): ProposalPayload => ({
  kind: 'grant',
  personId: person.id,
  amountMinutes: minutes(amount),
})

const openingOf = (person: TestPerson, amount = 60): ProposalPayload => ({
  kind: 'opening',
  personId: person.id,
  amountMinutes: minutes(amount),
  effectiveAt: world.now(),
})

describe('acts of two people', () => {
  it('post nothing before the second has confirmed', async () => {
    await fund(world, station, null, 500)
    const person = await makeSaver(world, station)
    const proposalId = await propose(grantTo(person, 120))
    expect(await savingsNow(world, person)).toMatchObject({ balance: 0 })
    const commons = await commonsNow(world, station.communityId)
    await confirm(proposalId)
    expect(await savingsNow(world, person)).toMatchObject({ balance: 120 })
    expect(await commonsNow(world, station.communityId)).toBe(commons - 120)
  })

  it('are not confirmed by the one who proposed', async () => {
    const person = await makeSaver(world, station)
    const proposalId = await propose(grantTo(person, 10))
    await expect(confirm(proposalId, station.first)).rejects.toThrow('ledger.second-person-needed')
    expect(await savingsNow(world, person)).toMatchObject({ balance: 0 })
  })

  it('are neither proposed nor confirmed for one’s own savings', async () => {
    await expect(propose(grantTo(station.first, 10))).rejects.toThrow('ledger.own-account')
    const proposalId = await propose(grantTo(station.second, 10))
    await expect(confirm(proposalId)).rejects.toThrow('ledger.own-account')
  })

  it('are decided once', async () => {
    const person = await makeSaver(world, station)
    await fund(world, station, null, 10)
    const proposalId = await propose(grantTo(person, 10))
    await confirm(proposalId)
    await expect(confirm(proposalId)).rejects.toThrow('ledger.proposal-decided')
    const decline = { proposalId, reason: '重复' }
    await expect(
      world.run(declineProposal, station.second.actor, station.communityId, decline),
    ).rejects.toThrow('ledger.proposal-decided')
  })

  it('are decided once when many confirm at the same time', async () => {
    const person = await makeSaver(world, station)
    await fund(world, station, null, 10)
    const proposalId = await propose(grantTo(person, 10))
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => confirm(proposalId)))
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await savingsNow(world, person)).toMatchObject({ balance: 10 })
  })

  it('post nothing once they are declined, by the one who proposed too', async () => {
    const person = await makeSaver(world, station)
    const proposalId = await propose(grantTo(person, 10))
    const decline = { proposalId, reason: '填错了' }
    await world.run(declineProposal, station.first.actor, station.communityId, decline)
    await expect(confirm(proposalId)).rejects.toThrow('ledger.proposal-decided')
  })

  it('are refused to residents and to coordinators of another community', async () => {
    const person = await makeSaver(world, station)
    await expect(propose(grantTo(person, 10), person)).rejects.toThrow('person.role-missing')
    const proposalId = await propose(grantTo(person, 10))
    await expect(confirm(proposalId, elsewhere.first)).rejects.toThrow('person.role-missing')
  })

  it('are refused once the role is revoked', async () => {
    const communityId = station.communityId
    const third = await world.makePerson({ communityId, roles: ['coordinator'] })
    const administrator = await world.makePerson({
      communityId,
      roles: ['districtAdministrator'],
      rolesAt: world.districtId,
    })
    const [grant] = await world.sql`select id from role_grants where person_id = ${third.id}`
    await world.run(revokeRole, administrator.actor, communityId, {
      grantId: grant?.['id'],
      reason: '离任',
    })
    const person = await makeSaver(world, station)
    const proposalId = await propose(grantTo(person, 10))
    await expect(confirm(proposalId, third)).rejects.toThrow('person.role-missing')
  })

  it('concern only savings of the books', async () => {
    const stranger = await makeSaver(world, elsewhere)
    await expect(propose(grantTo(stranger, 10))).rejects.toThrow('ledger.books-elsewhere')
    const nobody = { ...stranger, id: newId() }
    await expect(propose(grantTo(nobody, 10))).rejects.toThrow('ledger.books-elsewhere')
  })

  it('grant no more than the commons has', async () => {
    const person = await makeSaver(world, station)
    const commons = await commonsNow(world, station.communityId)
    const proposalId = await propose(grantTo(person, commons + 1))
    await expect(confirm(proposalId)).rejects.toThrow('ledger.insufficient-credits')
  })

  it('adjust in either direction, never below zero', async () => {
    const person = await makeSaver(world, station, 100)
    const take = (amount: number): ProposalPayload => ({
      kind: 'adjustment',
      personId: person.id,
      direction: 'take',
      amountMinutes: minutes(amount),
    })
    await confirm(await propose(take(70)))
    expect(await savingsNow(world, person)).toMatchObject({ balance: 30 })
    await expect(confirm(await propose(take(31)))).rejects.toThrow('ledger.insufficient-credits')
  })

  it('are listed with the names of those whom they concern', async () => {
    const person = await world.makePerson({ communityId: station.communityId, name: '欧阳小红' })
    const proposalId = await propose(grantTo(person, 10))
    const { items } = await listProposals(world.ctx, {
      communityId: station.communityId,
      state: 'proposed',
      cursor: null,
      limit: 1,
    })
    expect(items).toMatchObject([{ id: proposalId, personName: '欧阳小红' }])
  })
})

describe('an opening balance', () => {
  it('is posted once a person', async () => {
    const person = await makeSaver(world, station)
    const [first, second] = [await propose(openingOf(person)), await propose(openingOf(person))]
    await confirm(first)
    await expect(confirm(second)).rejects.toThrow('ledger.already-opened')
    await expect(propose(openingOf(person))).rejects.toThrow('ledger.already-opened')
    expect(await savingsNow(world, person)).toMatchObject({ balance: 60 })
  })

  it('is posted once when two are confirmed in one batch', async () => {
    const person = await makeSaver(world, station)
    const proposals = [await propose(openingOf(person)), await propose(openingOf(person))]
    const commands = proposals.map((proposalId) =>
      world.command(confirmProposal.useCase, station.second.actor, station.communityId, {
        proposalId,
      }),
    )
    const outcomes = await confirmProposal.run(world.ctx, commands)
    expect(outcomes.map(({ result }) => 'refused' in result)).toEqual([false, true])
  })

  it('is not of a day that has not come', async () => {
    const person = await makeSaver(world, station)
    const payload = openingOf(person)
    const effectiveAt = plusMinutes(world.now(), 1)
    await expect(propose({ ...payload, effectiveAt } as ProposalPayload)).rejects.toThrow(
      'ledger.opening-in-future',
    )
  })
})

describe('after acts of two people', () => {
  it('a donation comes back as a grant and the books are in order', async () => {
    const person = await makeSaver(world, station, 60)
    await world.run(donateCredits, person.actor, station.communityId, {
      giverId: person.id,
      amountMinutes: minutes(60),
    })
    await confirm(await propose(grantTo(person, 60)))
    expect(await savingsNow(world, person)).toMatchObject({ balance: 60 })
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })
})
