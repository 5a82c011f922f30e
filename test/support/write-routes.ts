import type { Id } from '../../src/kernel/ids.ts'
import { newId } from '../../src/kernel/ids.ts'
import { plusMinutes } from '../../src/kernel/clock.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { createActivity } from '../../src/features/duty/create-activity.ts'
import { proposeEntry } from '../../src/features/ledger/propose-entry.ts'
import { askOwn, take } from './desk.ts'
import { openHttp, type HttpWorld } from './http.ts'
import { makeSaver, makeStation, type Station } from './savings.ts'
import { plan, shiftsOf, termsOf } from './shifts.ts'
import { submitGreen } from './service.ts'
import type { TestPerson, World } from './world.ts'

export type Who = 'saver' | 'helper' | 'leader' | 'first' | 'second' | 'foreign' | 'administrator'

/** Two communities with everything in the first that somebody may write about. */
export type Scene = {
  readonly world: World
  readonly http: HttpWorld
  readonly here: Station
  readonly there: Station
  readonly people: Readonly<Record<Who, TestPerson>>
  readonly tokens: Readonly<Record<Who, string>>
  readonly offeringId: Id
  readonly recordId: Id
  readonly requestId: Id
  readonly visitId: Id
  readonly proposalId: Id
  readonly activityId: Id
  readonly planId: Id
  readonly shiftId: Id
}

export async function openScene(world: World): Promise<Scene> {
  const http = openHttp(world)
  const here = await makeStation(world)
  const there = await makeStation(world)
  const { communityId } = here
  const offeringId = await world.makeOffering()
  const people = {
    saver: await makeSaver(world, here, 300),
    helper: await world.makePerson({ communityId, volunteer: true, name: '演示甲' }),
    leader: await world.makePerson({ communityId, volunteer: true, roles: ['teamLeader'] }),
    first: here.first,
    second: here.second,
    foreign: there.first,
    administrator: await world.makePerson({
      communityId,
      roles: ['districtAdministrator'],
      rolesAt: world.districtId,
    }),
  }
  const tokens: Partial<Record<Who, string>> = {}
  for (const who of Object.keys(people) as Who[]) tokens[who] = await http.tokenOf(people[who])
  const at = { communityId, offeringId, hoursAgo: 30 }
  const { id: recordId } = await submitGreen(world, people.helper, at)
  const { id: requestId } = await askOwn(world, people.saver, communityId, { offeringId })
  const visitId = await take(world, [people.helper], communityId, requestId)
  const { proposalId } = await world.run(proposeEntry, here.first.actor, communityId, {
    payload: { kind: 'grant', personId: people.saver.id, amountMinutes: minutes(20) },
    reason: '临时困难',
  })
  const { activityId } = await world.run(createActivity, here.first.actor, communityId, {
    ...{ name: '大扫除', place: '广场', communityBuilding: true },
    startsAt: plusMinutes(world.now(), -300),
    endsAt: plusMinutes(world.now(), -180),
  })
  const planId = await plan(world, { ...here.first, communityId }, { offeringId })
  const [shift] = await shiftsOf(world, communityId, planId)
  const ids = {
    ...{ offeringId, recordId, requestId, visitId, proposalId, activityId, planId },
    shiftId: shift?.id ?? '',
  }
  return { world, http, here, there, people, tokens: tokens as Record<Who, string>, ...ids }
}

export type WriteRoute = {
  readonly name: string
  readonly who: Who
  readonly path: string
  readonly body: object
}

type Row = readonly [who: Who, path: string, body: object]

/** The main write routes, each with a caller who may and a body that fits, every field filled in. */
export function writeRoutes(scene: Scene): readonly WriteRoute[] {
  const base = `/api/v1/communities/${scene.here.communityId}`
  const rows = [...serviceRows(scene), ...ledgerRows(scene), ...deskRows(scene)]
  rows.push(...reportRows(scene), ...shiftRows(scene))
  rows.push(...careRows(scene), ...postRows(scene))
  rows.push(...rosterRows(scene))
  const local = rows.map(([who, path, body]) => ({ name: path, who, path: base + path, body }))
  const district = districtRows(scene).map(([who, path, body]) => ({
    ...{ name: path, who, body },
    path: `/api/v1${path}`,
  }))
  return [...local, ...district].map((route) => ({
    ...route,
    name: route.name.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…'),
  }))
}

export function recordBody({ world, offeringId }: Scene, wish: object = {}): object {
  return {
    offeringId,
    activityName: '代办服务',
    place: '服务站',
    content: '代办证件',
    outcome: '已办好',
    recipient: { kind: 'group', headcount: 3, description: '三位老人' },
    organiser: '社区居委会',
    personInCharge: '演示负责人',
    lateReason: '外出',
    startsAt: plusMinutes(world.now(), -120),
    endsAt: plusMinutes(world.now(), -60),
    ...wish,
  }
}

function serviceRows(scene: Scene): readonly Row[] {
  const { recordId, activityId, world } = scene
  const { startsAt: _, endsAt: __, ...shared } = recordBody(scene) as Record<string, unknown>
  const sheet = { ...shared, title: '大扫除', servedOn: '2026-11-23' }
  return [
    ['helper', '/records', recordBody(scene, { asDraft: false })],
    ['first', '/records/approve', { records: [{ id: recordId }] }],
    ['first', '/records/reject', { records: [{ id: recordId }], reason: '不对' }],
    ['first', `/records/${recordId}/reverse`, { reason: '记错了', proposeWriteOff: false }],
    ['leader', '/group-sheets', { ...sheet, text: '姓名,开始,结束\n演示甲,08:00,08:30\n' }],
    ['first', '/activities', activityBody(world)],
    [
      'first',
      `/activities/${activityId}/attendances`,
      { attendances: [{ who: '演示甲', attendedMinutes: 60 }] },
    ],
  ]
}

function shiftRows({ world, people, offeringId, planId, shiftId }: Scene): readonly Row[] {
  const own = { personId: people.helper.id }
  const presence = { ...own, shiftId, proof: '123456' }
  const said = recordBody({ world, offeringId } as Scene) as Record<string, unknown>
  const { startsAt: _, endsAt: __, lateReason: ___, ...confirmed } = said
  const terms = { ...termsOf(world, { offeringId }), endsOn: '2027-11-24' }
  const times = { startsAt: plusMinutes(world.now(), 600), endsAt: plusMinutes(world.now(), 660) }
  return [
    ['first', '/activity-plans', terms],
    ['first', `/activity-plans/${planId}/revise`, terms],
    ['first', `/activity-plans/${planId}/stop`, { reason: '停办' }],
    ['first', `/shifts/${shiftId}/move`, { ...times, place: '站里', reason: '占用' }],
    ['first', `/shifts/${shiftId}/cancel`, { reason: '下雨' }],
    ['helper', `/shifts/${shiftId}/sign-ups`, own],
    ['helper', `/shifts/${shiftId}/sign-ups/withdraw`, own],
    ['first', '/check-ins', presence],
    ['first', '/check-outs', presence],
    ['first', `/check-ins/${newId()}/confirm`, confirmed],
    ['first', `/shifts/${shiftId}/attendance`, { outcome: '做完了' }],
  ]
}

function reportRows({ people }: Scene): readonly Row[] {
  const days = { fromOn: '2026-01-01', untilOn: '2026-11-24' }
  const wish = { personId: people.helper.id, ...days, inNationalSystem: false }
  return [
    ['first', '/service-certificates', wish],
    ['first', `/service-certificates/${newId()}/revoke`, { reason: '写错' }],
  ]
}

function careRows({ people }: Scene): readonly Row[] {
  const { id: personId } = people.saver
  const days = { givenOn: '2026-11-20', expiresOn: '2027-03-01' }
  const need = {
    ...{ kind: 'temporary', groups: ['残疾'], needs: '陪同就医' },
    ...{ sinceOn: '2026-11-24', untilOn: '2026-12-24', reviewOn: '2026-12-01' },
  }
  return [
    [
      'first',
      '/care/consents',
      {
        ...{ personId, items: ['need'], givenBy: 'self', form: 'signedPaper' },
        ...{ giver: '演示甲', evidence: '柜一', ...days },
      },
    ],
    ['first', '/care/consents/withdraw', { personId, item: 'need' }],
    ['first', '/care/register', { personId, replacesId: newId(), need }],
    ['first', '/care/notes', { personId, replacesId: newId(), item: 'health', text: '要人搀扶' }],
    ['first', '/care/openings', { personId, reasonKind: 'help', reason: '上门前了解' }],
  ]
}

function postRows({ people }: Scene): readonly Row[] {
  const personId = people.helper.id
  const letter = { workUnit: '街道办', letterNumber: '报到一号', letterOn: '2026-11-24' }
  const days = { fromOn: '2026-11-01', untilOn: '2027-10-31' }
  const training = { name: '岗前培训', content: '安全', trainingMinutes: 90, organiser: '街道办' }
  const post = { typeCode: 'policyPromoter', kind: 'example', place: '服务站', places: 2 }
  const some = { who: ['演示甲'] }
  return [
    ['first', '/report-ins', { personId, ...letter }],
    ['first', '/insurances', { personId, insurer: '演示保险', policyNumber: '一号', ...days }],
    ['helper', '/risk-acceptances', { personId, typeCode: 'securityPatroller' }],
    ['first', '/trainings', { ...training, heldOn: '2026-11-20', ...some }],
    ['first', '/posts', post],
    ['helper', `/posts/${newId()}/claims`, { personId }],
    ['helper', `/posts/${newId()}/claims/${newId()}/release`, { reason: '搬家' }],
    ['first', '/teams', { kind: 'culture', name: '腰鼓队', mark580: true, ...some, leaders: [] }],
    ['first', `/teams/${newId()}/members`, some],
    ['helper', '/promises', { personId, text: '每周来一次', dueOn: '2026-12-31' }],
    ['first', `/promises/${newId()}/judge`, { outcome: 'kept', note: '来了四次' }],
  ]
}

function rosterRows({ people }: Scene): readonly Row[] {
  const period = { fromOn: '2026-11-25', untilOn: '2026-11-27' }
  const personIds = [people.first.id, people.second.id]
  const [aId, bId] = personIds
  const duty = `/duties/${newId()}`
  const swap = { dutyId: newId(), dutyOn: '2026-11-25', inReturnOn: '2026-11-26' }
  return [
    ['first', `${duty}/roster`, { days: [{ dutyOn: '2026-11-25', aId, bId }] }],
    ['first', `${duty}/roster/rotation`, { ...period, personIds, digest: '0'.repeat(64) }],
    ['first', '/leaves', { ...period, personId: people.first.id, reason: '看病' }],
    ['first', '/swaps', { ...swap, askedId: people.second.id }],
  ]
}

function activityBody(world: World): object {
  return {
    name: '义诊',
    place: '广场',
    communityBuilding: true,
    startsAt: plusMinutes(world.now(), 60),
    endsAt: plusMinutes(world.now(), 120),
  }
}

function ledgerRows({ people, there, proposalId }: Scene): readonly Row[] {
  const { saver, helper } = people
  const grant = { kind: 'grant', personId: saver.id, amountMinutes: 20 }
  const opening = {
    ...{ kind: 'opening', personId: saver.id, amountMinutes: 20 },
    effectiveAt: '2026-01-01T00:00:00+08:00',
  }
  return [
    ['saver', '/ledger/gifts', { recipientId: helper.id, amountMinutes: 30 }],
    ['saver', '/ledger/donations', { amountMinutes: 30 }],
    ['first', '/ledger/proposals', { payload: grant, reason: '临时困难' }],
    ['first', '/ledger/proposals', { payload: opening, reason: '旧账' }],
    ['second', `/ledger/proposals/${proposalId}/confirm`, {}],
    ['second', `/ledger/proposals/${proposalId}/decline`, { reason: '不同意' }],
    ['first', `/ledger/journals/${newId()}/reverse`, { reason: '有误' }],
    [
      'first',
      '/ledger/departures',
      { personId: saver.id, rest: { kind: 'commons' }, reason: '退出' },
    ],
    [
      'first',
      '/ledger/moves',
      { personId: saver.id, toCommunityId: there.communityId, reason: '搬家' },
    ],
  ]
}

function deskRows({ world, people, offeringId, requestId, visitId }: Scene): readonly Row[] {
  const ask = {
    ...{ kind: 'help', requesterId: people.saver.id, recipientId: people.saver.id, offeringId },
    ...{ content: '代买一袋米', place: '演示路 1 号', safetyNow: false },
    wishedAt: plusMinutes(world.now(), 5 * 24 * 60),
  }
  const use = { expectedMinutes: 60, agreedMoreMinutes: 30 }
  const payer = { kind: 'person', personId: people.saver.id }
  const commons = { kind: 'commons', reason: '临时困难' }
  const times = {
    personId: people.helper.id,
    startedAt: plusMinutes(world.now(), -60),
    endedAt: plusMinutes(world.now(), -1),
  }
  const confirmation = { how: 'code', code: '1234' }
  const finish = {
    helpers: [times],
    outcome: '已办好',
    lateReason: '路远',
    offeringId,
    confirmation,
  }
  return [
    ['saver', '/requests', ask],
    ['saver', '/redemptions', { ...ask, ...use, payer }],
    ['first', '/redemptions', { ...ask, ...use, payer: commons, need: { reason: '独居' } }],
    ['saver', `/requests/${requestId}/savings`, { ...use, payer }],
    ['saver', `/requests/${requestId}/savings/withdraw`, {}],
    ['saver', `/requests/${requestId}/cancel`, { reason: '不用了' }],
    ['saver', `/requests/${requestId}/rate`, { rating: 3 }],
    ['first', `/requests/${requestId}/take`, { reason: '交接' }],
    ['first', `/requests/${requestId}/answer`, { reply: '已办好', replyKind: 'direct' }],
    [
      'first',
      `/requests/${requestId}/priority`,
      { inNeed: true, safetyNow: false, reason: '病了' },
    ],
    [
      'helper',
      `/requests/${requestId}/visits`,
      { scheduledAt: plusMinutes(world.now(), 60), helperIds: [people.helper.id] },
    ],
    ['helper', `/visits/${visitId}/start`, {}],
    ['helper', `/visits/${visitId}/finish`, finish],
    ['helper', `/visits/${visitId}/close`, { outcome: 'absent', reason: '没人' }],
    ['saver', `/visits/${visitId}/dispute`, { reason: '不对' }],
    ['second', `/visits/${visitId}/resolve`, { helpers: [times], reason: '核实' }],
  ]
}

function districtRows({ world, people, here }: Scene): readonly Row[] {
  const { saver, helper } = people
  const person = {
    ...{ name: '演示乙', gender: 'female', bornOn: '1950-01-01', workUnit: '演示厂' },
    livesAlone: false,
    memberships: [{ kind: 'home', communityId: here.communityId }],
    status: { politicalStatus: 'masses', partyTie: null, sinceOn: '2020-01-01' },
    consents: ['recording'],
    household: { address: '演示路 1 号' },
  }
  return [
    ['first', '/people', person],
    ['first', `/people/${saver.id}/relations`, { relativeId: helper.id, kind: 'spouse' }],
    ['saver', `/people/${saver.id}/relations/savings`, { relativeId: helper.id, allowed: true }],
    [
      'administrator',
      `/people/${saver.id}/role-grants`,
      { role: 'coordinator', nodeId: here.communityId },
    ],
    [
      'administrator',
      '/nodes',
      { kind: 'subdistrict', parentId: world.districtId, name: '新街道' },
    ],
    [
      'administrator',
      '/school-holidays',
      { name: '寒假', startsOn: '2027-01-23', endsOn: '2027-02-21' },
    ],
    [
      'administrator',
      '/notice-subscriptions',
      {
        url: 'https://outside.example/notices',
        secret: `whsec_${'A'.repeat(43)}=`,
        kinds: ['duty.*'],
      },
    ],
    ['saver', '/me/notices/read', { noticeIds: null }],
    ['saver', '/me/notice-channels', { sms: false }],
    ['saver', '/standing-instruction', { kind: 'giveHalf' }],
    ['saver', '/introductions', { named: '演示甲' }],
    ['first', '/standings', { nodeId: here.communityId, period: '2026-10' }],
  ]
}
