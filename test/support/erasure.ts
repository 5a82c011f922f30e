import type { WriteUseCase } from '../../src/db/command.ts'
import { erasers } from '../../src/app.ts'
import { inTransaction } from '../../src/db/transaction.ts'
import { answerRequest } from '../../src/features/desk/answer-request.ts'
import { addPhoto } from '../../src/features/desk/add-photo.ts'
import { addTask } from '../../src/features/desk/add-task.ts'
import { closeDeliberation } from '../../src/features/desk/close-deliberation.ts'
import { closeReferral } from '../../src/features/desk/close-referral.ts'
import { closeTask } from '../../src/features/desk/close-task.ts'
import { offerHandover } from '../../src/features/desk/offer-handover.ts'
import { openDeliberation } from '../../src/features/desk/open-deliberation.ts'
import { pauseClock } from '../../src/features/desk/pause-clock.ts'
import { receiveMessage } from '../../src/features/desk/receive-message.ts'
import { referRequest } from '../../src/features/desk/refer-request.ts'
import { setMessageAside } from '../../src/features/desk/set-message-aside.ts'
import { statePosition } from '../../src/features/desk/state-position.ts'
import { cancelRequest } from '../../src/features/desk/cancel-request.ts'
import { noteContact } from '../../src/features/desk/note-contact.ts'
import { registerRequest } from '../../src/features/desk/register-request.ts'
import { takeRequest } from '../../src/features/desk/take-request.ts'
import { confirmAttendance } from '../../src/features/duty/confirm-attendance.ts'
import { createActivity } from '../../src/features/duty/create-activity.ts'
import { takeLeave } from '../../src/features/duty/take-leave.ts'
import { withdrawAttendance } from '../../src/features/duty/withdraw-attendance.ts'
import { sealLeft } from '../../src/features/import/seal-rows.ts'
import { importChunks, imports } from '../../src/features/import/tables.ts'
import { leaveBooks } from '../../src/features/ledger/leave-books.ts'
import { confirmProposal } from '../../src/features/ledger/confirm-proposal.ts'
import { proposeEntry } from '../../src/features/ledger/propose-entry.ts'
import { erasePerson } from '../../src/features/person/erase-person.ts'
import { issueCard } from '../../src/features/person/issue-card.ts'
import { proposeErasure } from '../../src/features/person/propose-erasure.ts'
import { registerPerson } from '../../src/features/person/register-person.ts'
import { verifyRelation } from '../../src/features/person/verify-relation.ts'
import { issueCertificate } from '../../src/features/report/issue-certificate.ts'
import { rejectRecords } from '../../src/features/service/reject-records.ts'
import { plusMinutes } from '../../src/kernel/clock.ts'
import { DISTRICT_SCOPE, newId, type Id } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { writePosts } from './posts.ts'
import { answerOf, approveAll, requestOf } from './desk.ts'
import type { HttpWorld } from './http.ts'
import { day } from './incentive.ts'
import type { Station } from './savings.ts'
import { keyOf, submitWith, type EntryWish } from './service.ts'
import { openTestSession } from './sessions.ts'
import type { TestPerson, World } from './world.ts'

/** Somebody of whom every room keeps something. */
export const NAME = '林素芬'
export const PHONE = '13877776666'
export const ADDRESS = '四喜巷 3 号院 2 单元'
export const WORK_UNIT = '演示棉纺厂'
export const BORN_ON = '1958-03-08'

export const propose = (world: World, by: TestPerson, personId: Id) =>
  world.run(proposeErasure(erasers), by.actor, DISTRICT_SCOPE, { personId, basis: 'ownRequest' })

export const erase = (world: World, by: TestPerson, erasureId: Id) =>
  world.run(erasePerson(erasers), by.actor, DISTRICT_SCOPE, { erasureId })

export const leave = (world: World, here: Station, person: TestPerson) =>
  world.run(leaveBooks, here.first.actor, here.communityId, {
    ...{ personId: person.id, rest: { kind: 'commons' } },
    reason: `${NAME} 随儿子搬走`,
  })

/** Somebody who has left, and whose erasure is proposed by the first of two. */
export async function makeLeaver(world: World, here: Station, person?: TestPerson) {
  const leaver = person ?? (await world.makePerson({ communityId: here.communityId }))
  await leave(world, here, leaver)
  const { erasureId } = await propose(world, here.first, leaver.id)
  return { leaver, erasureId }
}

export type Traced = {
  readonly person: TestPerson
  readonly words: readonly string[]
  readonly other: TestPerson
  readonly certificateId: Id
}

/** Registers somebody and lets every room write about them, with their name in every free text. */
export async function makeTraced(world: World, here: Station, http: HttpWorld): Promise<Traced> {
  const { communityId, first, second } = here
  world.setNow('2026-11-20T09:00:00+08:00')
  const other = await world.makePerson({ communityId, volunteer: true, roles: ['teamLeader'] })
  const person = await registerTraced(world, here)
  const card = () => world.run(issueCard, first.actor, DISTRICT_SCOPE, { personId: person.id })
  const cards = [await card()]
  await world.run(verifyRelation, first.actor, DISTRICT_SCOPE, {
    ...{ personId: person.id, relativeId: other.id, kind: 'spouse' },
  })
  world.setNow('2026-11-24T17:00:00+08:00')
  await http.call('/api/v1/sign-in/code', { body: { phone: PHONE } })
  await openTestSession(world, person, 'program')
  const offeringId = await world.makeOffering()
  await writeRecords(world, here, { person, other, offeringId })
  await writeRequests(world, here, { person, other })
  await writeActivities(world, here, person)
  await writePosts(world, here, { person, name: NAME })
  const { proposalId } = await world.run(proposeEntry, first.actor, communityId, {
    payload: {
      ...{ kind: 'adjustment', personId: person.id },
      ...{ direction: 'add', amountMinutes: minutes(5) },
    },
    reason: `${NAME} 住院`,
  })
  await world.run(confirmProposal, second.actor, communityId, { proposalId })
  const { certificateId } = await world.run(issueCertificate, first.actor, communityId, {
    ...{ personId: person.id, fromOn: day('2026-11-01'), untilOn: day('2026-11-24') },
    inNationalSystem: false,
  })
  await writeImport(world, first)
  cards.push(await card())
  const words = [NAME, PHONE, ADDRESS, WORK_UNIT, ...cards.map(({ cardNumber }) => cardNumber)]
  return { person, words, other, certificateId }
}

async function registerTraced(world: World, { communityId, first }: Station): Promise<TestPerson> {
  const { personId } = await world.run(registerPerson, first.actor, DISTRICT_SCOPE, {
    ...{ sessionHash: null, name: NAME, gender: 'female', bornOn: day(BORN_ON), phone: PHONE },
    ...{ workUnit: WORK_UNIT, livesAlone: true, household: { address: ADDRESS } },
    memberships: [{ kind: 'home', communityId }],
    status: { politicalStatus: 'masses', partyTie: null, sinceOn: day('2020-01-01') },
    consents: ['recording', 'naming'],
    volunteer: { skills: ['理发'], recruitment: 'public', guardianConsent: false },
  })
  const actor = { kind: 'person', personId, sessionId: newId() } as const
  return { id: personId, communityId, actor }
}

type Two = { readonly person: TestPerson; readonly other: TestPerson }

/** Approved and rejected ones of the person, one that serves them, and one that they were in charge of. */
async function writeRecords(
  world: World,
  { communityId, first }: Station,
  { person, other, offeringId }: Two & { readonly offeringId: Id },
): Promise<void> {
  const submit = (who: TestPerson, hoursAgo: number, wish: Partial<EntryWish>) => {
    const startsAt = plusMinutes(world.now(), -60 * hoursAgo)
    const times = { startsAt, endsAt: plusMinutes(startsAt, 60) }
    const at = { personId: who.id, offeringId, ...times }
    return submitWith(world, who.id, communityId, { ...at, ...wish })
  }
  const told = { content: `${NAME} 陪同就医`, outcome: `电话 ${PHONE}`, place: ADDRESS }
  const own = await submit(person, 4, told)
  const others = [
    await submit(other, 8, {
      personInCharge: NAME,
      content: `与${NAME}一起`,
      organiser: `${NAME}队`,
    }),
    await submit(other, 12, { ...told, recipient: { kind: 'person', personId: person.id } }),
    await submit(other, 16, { recipient: { kind: 'place', description: `${NAME}家门口` } }),
  ]
  await approveAll(world, first, communityId, [own, ...others])
  const wrong = await submit(person, 30, told)
  const reason = `${NAME} 记错了`
  await world.run(rejectRecords, first.actor, communityId, { records: [keyOf(wrong)], reason })
}

async function writeRequests(
  world: World,
  { communityId, first }: Station,
  { person, other }: Two,
): Promise<void> {
  const own = requestOf({ content: `我是${NAME}，灯坏了`, place: ADDRESS, kind: 'consultation' })
  const { id } = await world.run(registerRequest, person.actor, communityId, own)
  await world.run(takeRequest, first.actor, communityId, { requestId: id, reason: null })
  const note = `回电 ${PHONE}，${NAME} 不在`
  await world.run(noteContact, first.actor, communityId, {
    ...{ requestId: id, reached: true, note, contactedAt: null },
  })
  await workOn(world, { communityId, first }, id)
  const reply = `已告知${NAME}`
  await world.run(answerRequest, first.actor, communityId, answerOf(id, { reply }))
  const ask = requestOf({ content: `想请${NAME}来，电话 ${PHONE}`, place: '广场' })
  const theirs = await world.run(registerRequest, other.actor, communityId, ask)
  await waitAndSetAside(world, { communityId, first }, other)
  const reason = `${NAME}已经来过`
  await world.run(cancelRequest, other.actor, communityId, { requestId: theirs.id, reason })
}

/** A case that waits for what they bring, and a message of theirs that is none. */
async function waitAndSetAside(
  world: World,
  { communityId, first }: Pick<Station, 'communityId' | 'first'>,
  other: TestPerson,
): Promise<void> {
  const ask = requestOf({ kind: 'report', content: '楼道灯', place: '广场' })
  const { id: requestId } = await world.run(registerRequest, other.actor, communityId, ask)
  const wait = { requestId, reason: `等${NAME}的照片` }
  await world.run(pauseClock, first.actor, communityId, wait)
  const gateway = { kind: 'system', personId: null, name: 'desk-inbox' } as const
  const { id: messageId } = await world.run(receiveMessage, gateway, communityId, {
    ...{ channel: 'sms', channelLabel: '惠民通', externalId: '1', sender: null },
    ...{ kind: 'report', text: '广告', receivedAt: world.now() },
  })
  const aside = { inboxId: communityId, messageId, reason: `${NAME}发错了` }
  await world.run(setMessageAside, first.actor, communityId, aside)
}

/** Everything that is written on a case before it is answered, with the name in it. */
async function workOn(
  world: World,
  { communityId, first }: Pick<Station, 'communityId' | 'first'>,
  requestId: Id,
): Promise<void> {
  const says = `${NAME}说的`
  const run = <I, O>(useCase: WriteUseCase<I, O>, input: I) =>
    world.run(useCase, first.actor, communityId, input)
  const task = { requestId, content: says, handlerId: null, dueAt: null }
  const { id: taskId } = await run(addTask, task)
  await run(closeTask, { requestId, taskId, done: true, result: says })
  const colleague = await world.makePerson({ communityId, roles: ['coordinator'] })
  await run(offerHandover, { requestId, toId: colleague.id, reason: says })
  const refer = { requestId, organisation: `${NAME}的单位`, reason: says }
  const { id: referralId } = await run(referRequest, refer)
  await run(closeReferral, { requestId, referralId, helped: true, outcome: says })
  await run(openDeliberation, { requestId, topic: says })
  for (const party of ['ownersCommittee', 'propertyCompany'] as const) {
    await run(statePosition, { requestId, party, speaker: NAME, position: says })
  }
  await run(closeDeliberation, { requestId, result: says })
  await run(addPhoto, { requestId, caption: says, image: 'AAAA' })
}

async function writeActivities(
  world: World,
  { communityId, first }: Station,
  person: TestPerson,
): Promise<void> {
  const { activityId } = await world.run(createActivity, first.actor, communityId, {
    ...{ name: `${NAME}书法课`, place: ADDRESS, communityBuilding: true },
    startsAt: plusMinutes(world.now(), -300),
    endsAt: plusMinutes(world.now(), -180),
  })
  await world.run(confirmAttendance, first.actor, communityId, {
    activityId,
    attendances: [{ who: NAME, attendedMinutes: minutes(60) }],
  })
  await world.run(withdrawAttendance, first.actor, communityId, {
    ...{ activityId, personId: person.id, reason: `${NAME} 没有到` },
  })
  for (const personId of [person.id, first.id]) {
    const until = { fromOn: day('2026-11-24'), untilOn: day('2026-11-25') }
    const reason = `陪${NAME}看病`
    await world.run(takeLeave, first.actor, communityId, { personId, ...until, reason })
  }
}

/** An import that is done, with a line of the person left over. */
async function writeImport(world: World, uploader: TestPerson): Promise<void> {
  const key = { importId: newId(), number: 1 }
  const left = [{ line: 2, column: '姓名', reason: `“${NAME}”登记过，电话 ${PHONE}` }]
  await inTransaction(world.ctx, async (tx) => {
    await tx.insert(imports).values({
      ...{ id: key.importId, kind: 'people', state: 'rejected', fileName: `${NAME}.csv` },
      ...{ sha256: '0'.repeat(64), headers: ['姓名'], headerLine: 1, columns: {}, notes: [] },
      options: { skipBad: true, duplicates: null, decisions: {} },
      ...{ rowCount: 1, uploadedById: uploader.id, uploadedAt: world.now() },
      reason: `${NAME} 已在册`,
    })
    await tx.insert(importChunks).values({
      ...{ ...key, rowCount: 1, doneAt: world.now(), leftCount: 1 },
      leftSealed: sealLeft(world.ctx.sealKeys, key, left),
    })
  })
}
