import { claimPost } from '../../src/features/duty/claim-post.ts'
import { foundTeam } from '../../src/features/duty/found-team.ts'
import { judgePromise } from '../../src/features/duty/judge-promise.ts'
import { makePromise } from '../../src/features/duty/make-promise.ts'
import { openPost, type OpenPost } from '../../src/features/duty/open-post.ts'
import { recordInsurance } from '../../src/features/duty/record-insurance.ts'
import { recordTraining, type RecordTraining } from '../../src/features/duty/record-training.ts'
import { releasePost } from '../../src/features/duty/release-post.ts'
import { reportIn } from '../../src/features/duty/report-in.ts'
import { civilDateOf, plusDays } from '../../src/kernel/clock.ts'
import type { Id } from '../../src/kernel/ids.ts'
import type { Station } from './savings.ts'
import type { TestPerson, World } from './world.ts'

export function postOf(wish: Partial<OpenPost> = {}): OpenPost {
  const post = { typeCode: 'policyPromoter', kind: null, place: '服务站', stationId: null }
  return { ...post, places: 1, ...wish }
}

export async function openOne(
  world: World,
  by: TestPerson,
  wish: Partial<OpenPost> = {},
): Promise<Id> {
  return (await world.run(openPost, by.actor, by.communityId, postOf(wish))).postId
}

export function trainingOf(world: World, wish: Partial<RecordTraining> = {}): RecordTraining {
  return {
    ...{ name: '岗前培训', content: '安全和礼仪', trainingMinutes: 90, organiser: '街道办' },
    ...{ heldOn: civilDateOf(world.now()), typeCode: null, who: [] },
    ...wish,
  }
}

/** Somebody's letter, post, team, insurance, training and promise, with `name` in every text. */
export async function writePosts(
  world: World,
  { communityId, first }: Station,
  { person, name }: { readonly person: TestPerson; readonly name: string },
): Promise<void> {
  const personId = person.id
  const today = civilDateOf(world.now())
  await world.run(reportIn, first.actor, communityId, {
    ...{ personId, workUnit: `${name}的单位`, letterNumber: `${name}1号`, letterOn: today },
  })
  await world.run(recordInsurance, first.actor, communityId, {
    ...{ personId, teamId: null, insurer: `${name}保险`, policyNumber: `${name}-1` },
    ...{ fromOn: today, untilOn: plusDays(today, 365) },
  })
  const training = { name: `${name}讲座`, content: `${name}主讲`, organiser: `${name}协会` }
  await world.run(
    recordTraining,
    first.actor,
    communityId,
    trainingOf(world, { ...training, who: [personId] }),
  )
  const postId = await openOne(world, first, { place: `${name}家楼下` })
  const { claimId } = await world.run(claimPost, first.actor, communityId, { postId, personId })
  const reason = `${name}要休养`
  await world.run(releasePost, first.actor, communityId, { postId, claimId, reason })
  await world.run(foundTeam, first.actor, communityId, {
    ...{ kind: 'culture', name: `${name}书法队`, mark580: false },
    ...{ who: [personId], leaders: [personId] },
  })
  const promise = { personId, text: `${name}每周来一次`, dueOn: plusDays(today, 7) }
  const { promiseId } = await world.run(makePromise, first.actor, communityId, promise)
  const note = `${name}来了`
  await world.run(judgePromise, first.actor, communityId, { promiseId, outcome: 'kept', note })
}
