import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { plusMinutes } from '../../src/kernel/clock.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { createActivity } from '../../src/features/duty/create-activity.ts'
import { foundTeam } from '../../src/features/duty/found-team.ts'
import { giveCredits } from '../../src/features/ledger/give-credits.ts'
import { proposeEntry } from '../../src/features/ledger/propose-entry.ts'
import { askOwn, take } from '../support/desk.ts'
import { plan, shiftsOf, termsOf } from '../support/shifts.ts'
import { basePath, makeRefusals, told, type Refusals } from '../support/refusals.ts'
import { openOne } from '../support/posts.ts'
import { makeSaver } from '../support/savings.ts'
import { submitGreen } from '../support/service.ts'
import { openWorld, type World } from '../support/world.ts'
import { openScene, recordBody, type Scene, type Who } from '../support/write-routes.ts'

let world: World
let scene: Scene
let refusals: Refusals

beforeAll(async () => {
  world = await openWorld()
  scene = await openScene(world)
  refusals = makeRefusals(scene)
})
afterAll(() => world.close())

const base = (communityId = scene.here.communityId) => basePath(communityId)
const send: Refusals['send'] = (...call) => refusals.send(...call)
const isRefused: Refusals['isRefused'] = (...call) => refusals.isRefused(...call)

describe('what is not there and what is somebody else’s are answered alike:', () => {
  type Elsewhere = Record<
    | 'record'
    | 'request'
    | 'visit'
    | 'proposal'
    | 'journal'
    | 'activity'
    | 'plan'
    | 'shift'
    | 'person'
    | 'post'
    | 'team'
    | 'community',
    Id
  >
  let elsewhere: Elsewhere
  let unknown: Elsewhere

  beforeAll(async () => {
    const { there, offeringId } = scene
    const { communityId } = there
    const volunteer = await world.makePerson({ communityId, volunteer: true })
    const saver = await makeSaver(world, there, 200)
    const friend = await makeSaver(world, there)
    const { id: request } = await askOwn(world, saver, communityId, { offeringId })
    const gift = { giverId: saver.id, recipientId: friend.id, amountMinutes: minutes(10) }
    const grant = { kind: 'grant', personId: saver.id, amountMinutes: minutes(5) } as const
    elsewhere = {
      post: await openOne(world, there.first),
      team: (
        await world.run(foundTeam, there.first.actor, communityId, {
          ...{ kind: 'taiji', name: '太极拳队', mark580: false, who: [saver.id], leaders: [] },
        })
      ).teamId,
      request,
      person: saver.id,
      community: communityId,
      record: (await submitGreen(world, volunteer, { communityId, offeringId, hoursAgo: 5 })).id,
      visit: await take(world, [volunteer], communityId, request),
      journal: (await world.run(giveCredits, saver.actor, communityId, gift)).journalId,
      proposal: (
        await world.run(proposeEntry, there.first.actor, communityId, {
          payload: grant,
          reason: '临时困难',
        })
      ).proposalId,
      activity: (
        await world.run(createActivity, there.first.actor, communityId, {
          ...{ name: '义诊', place: '广场', communityBuilding: true },
          startsAt: plusMinutes(world.now(), -100),
          endsAt: plusMinutes(world.now(), -50),
        })
      ).activityId,
      ...{ plan: '', shift: '' },
    }
    elsewhere.plan = await plan(world, { ...there.first, communityId }, { offeringId })
    elsewhere.shift = (await shiftsOf(world, communityId, elsewhere.plan))[0]?.id ?? ''
    const names = Object.keys(elsewhere) as (keyof Elsewhere)[]
    unknown = Object.fromEntries(names.map((name) => [name, newId()])) as Elsewhere
  })

  type Ask = readonly [who: Who, path: string, body: object]
  const alike: readonly (readonly [string, string, (ids: Elsewhere) => Ask])[] = [
    [
      'a record to approve',
      '404 service.record-not-found',
      ({ record, community }) => ['first', `${base(community)}/records/${record}/approve`, {}],
    ],
    [
      'a record under another community',
      '404 service.record-not-found',
      ({ record }) => ['first', `${base()}/records/${record}/approve`, {}],
    ],
    [
      'a record to correct',
      '404 service.record-not-found',
      ({ record }) => ['first', `${base()}/records/${record}/reverse`, { reason: '错' }],
    ],
    [
      'a record to take back',
      '404 service.record-not-found',
      ({ record, community }) => ['helper', `${base(community)}/records/${record}/withdraw`, {}],
    ],
    [
      'a request to cancel',
      '404 desk.request-not-found',
      ({ request }) => ['saver', `${base()}/requests/${request}/cancel`, { reason: '不用' }],
    ],
    [
      'a request to add savings to',
      '404 desk.request-not-found',
      ({ request }) => ['saver', `${base()}/requests/${request}/savings`, { expectedMinutes: 60 }],
    ],
    [
      'a visit to start',
      '404 desk.visit-not-found',
      ({ visit }) => ['helper', `${base()}/visits/${visit}/start`, {}],
    ],
    [
      'a proposal to confirm',
      '404 ledger.proposal-not-found',
      ({ proposal }) => ['second', `${base()}/ledger/proposals/${proposal}/confirm`, {}],
    ],
    [
      'a journal to undo',
      '404 ledger.journal-not-found',
      ({ journal }) => ['first', `${base()}/ledger/journals/${journal}/reverse`, { reason: '错' }],
    ],
    [
      'an activity',
      '404 duty.activity-not-found',
      ({ activity }) => [
        'first',
        `${base()}/activities/${activity}/attendances`,
        { attendances: [{ who: '演示甲', attendedMinutes: 60 }] },
      ],
    ],
    [
      'a plan to revise',
      '404 duty.plan-not-found',
      ({ plan: id }) => [
        'first',
        `${base()}/activity-plans/${id}/revise`,
        termsOf(world, { offeringId: scene.offeringId }),
      ],
    ],
    [
      'a plan to stop',
      '404 duty.plan-not-found',
      ({ plan: id }) => ['first', `${base()}/activity-plans/${id}/stop`, { reason: '停办' }],
    ],
    [
      'a shift to sign up for',
      '404 duty.shift-not-found',
      ({ shift }) => ['helper', `${base()}/shifts/${shift}/sign-ups`, {}],
    ],
    [
      'a shift to mark somebody at',
      '404 duty.shift-not-found',
      ({ shift }) => [
        'first',
        `${base()}/check-ins`,
        { shiftId: shift, personId: scene.people.helper.id },
      ],
    ],
    [
      'the attendance of a shift',
      '404 duty.shift-not-found',
      ({ shift }) => ['first', `${base()}/shifts/${shift}/attendance`, {}],
    ],
    [
      'a shift to cancel',
      '404 duty.shift-not-found',
      ({ shift }) => ['first', `${base()}/shifts/${shift}/cancel`, { reason: '下雨' }],
    ],
    [
      'a post',
      '404 duty.post-not-found',
      ({ post }) => ['helper', `${base()}/posts/${post}/claims`, helperOnly()],
    ],
    [
      'a team',
      '404 duty.team-not-found',
      ({ team }) => ['first', `${base()}/teams/${team}/members`, { who: ['演示甲'] }],
    ],
    [
      'whom a letter of insurance is of',
      '404 duty.person-not-found',
      ({ person }) => [
        'first',
        `${base()}/insurances`,
        {
          ...{ personId: person, insurer: '演示保险', policyNumber: '一号' },
          ...{ fromOn: '2026-11-01', untilOn: '2027-10-31' },
        },
      ],
    ],
    [
      'a person’s relatives',
      '404 person.not-found',
      ({ person }) => [
        'first',
        `/api/v1/people/${person}/relations`,
        { relativeId: scene.people.helper.id, kind: 'spouse' },
      ],
    ],
    [
      'a household’s file',
      '404 care.person-not-found',
      ({ person }) => [
        'first',
        `${base()}/care/openings`,
        { personId: person, reasonKind: 'help', reason: '了解情况' },
      ],
    ],
    [
      'the files of a community',
      '404 request.not-found',
      ({ person, community }) => [
        'first',
        `${base(community)}/care/openings`,
        { personId: person, reasonKind: 'help', reason: '了解情况' },
      ],
    ],
    [
      'a community’s books',
      '404 request.not-found',
      ({ community }) => [
        'first',
        `${base(community)}/ledger/proposals`,
        {
          payload: { kind: 'grant', personId: scene.people.saver.id, amountMinutes: 5 },
          reason: '困难',
        },
      ],
    ],
    [
      'a community’s inbox',
      '403 person.role-missing',
      ({ community, record }) => [
        'first',
        `${base(community)}/records/approve`,
        { records: [{ id: record }] },
      ],
    ],
    [
      'a community’s sheets',
      '403 person.role-missing',
      ({ community }) => ['leader', `${base(community)}/group-sheets`, sheetBody()],
    ],
  ]

  const helperOnly = () => ({ personId: scene.people.helper.id })

  const sheetBody = () => {
    const { startsAt: _, endsAt: __, ...shared } = recordBody(scene) as Record<string, unknown>
    return {
      ...shared,
      title: '大扫除',
      servedOn: '2026-11-23',
      text: '姓名,开始,结束\n演示甲,08:00,08:30\n',
    }
  }

  it.each(alike)('%s (%s)', async (_, expected, ask) => {
    const replies = await refusals.changesNothing(() =>
      Promise.all([unknown, elsewhere].map((ids) => send(...ask(ids)))),
    )
    const [one, other] = replies.map(({ body }) => ({ ...body, requestId: '' }))
    expect(replies.map(told)).toEqual([expected, expected])
    expect(one).toEqual(other)
  })

  it('records in a bulk, each in its outcome', async () => {
    const records = [{ id: unknown.record }, { id: elsewhere.record }]
    const reply = await send('first', `${base()}/records/approve`, { records })
    const codes = reply.body.outcomes?.map(({ refusal }) => refusal?.code)
    expect(codes).toEqual(['service.record-not-found', 'service.record-not-found'])
  })

  it('an offering, a recipient, a payer and the one to give to that are not there', async () => {
    const none = newId()
    const ask = { kind: 'help', content: '代买', place: '演示路', offeringId: scene.offeringId }
    await isRefused(
      '404 service.offering-not-found',
      'helper',
      `${base()}/records`,
      recordBody(scene, { offeringId: none }),
    )
    await isRefused(
      '404 service.recipient-not-found',
      'helper',
      `${base()}/records`,
      recordBody(scene, { recipient: { kind: 'person', personId: none } }),
    )
    await isRefused('404 desk.offering-not-found', 'saver', `${base()}/requests`, {
      ...ask,
      offeringId: none,
    })
    await isRefused('404 person.not-found', 'saver', `${base()}/ledger/gifts`, {
      recipientId: none,
      amountMinutes: 10,
    })
    const payer = { kind: 'person', personId: none }
    await isRefused('403 redemption.payer-not-agreed', 'saver', `${base()}/redemptions`, {
      ...ask,
      expectedMinutes: 60,
      payer,
    })
  })
})
