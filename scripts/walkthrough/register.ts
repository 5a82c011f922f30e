import {
  choosePerson,
  proveByCode,
  request,
  type Answer,
  type Session,
} from '../support/http-client.ts'
import { groupNames, phones, type Person, type Town } from './cast.ts'
import { registerGroup, registerMember } from './register-people.ts'
import { seeRefusal, type See } from './report.ts'
import type { Stage } from './stage.ts'

type Node = { readonly id: string; readonly name: string }
type Me = { readonly name: string; readonly roleGrants: readonly { readonly role: string }[] }
type Registered = { readonly personId: string; readonly certificateNumber: string | null }

/** The tree, the coordinators, the volunteers with their cards, the residents. */
export async function register(stage: Stage): Promise<Town> {
  const { report } = stage
  report.chapter('一、登记（2026 年 10 月 12 日，星期一）')
  await stage.at('2026-10-12', '09:00')
  const administrator = await report.step('区管理员用手机号和验证码登录', async (see) => {
    const session = await stage.signIn(phones.administrator)
    const { body } = await session.get<Me>('/api/v1/me')
    see('角色', body.roleGrants.map(({ role }) => role).join(), 'districtAdministrator')
    return session
  })
  const tree = await addTree(stage, administrator)
  const staff = await appoint(stage, administrator, tree)
  const { first, second } = staff
  const group = await report.step('社工甲登记示例签到表上的五位志愿者并发卡', (see) =>
    registerGroup(see, first, tree.homeId),
  )
  const leader = await report.step('社工甲登记队长（党员）并授予队长角色', async (see) => {
    const member = await registerMember(stage, see, first.session, {
      name: '演示队长',
      phone: phones.leader,
      communityId: tree.homeId,
      politicalStatus: 'partyMember',
      certificateNumber: `NM2026${String(groupNames.length + 2).padStart(6, '0')}`,
    })
    await grant(see, first.session, member, 'teamLeader', tree.homeId)
    return member
  })
  const volunteer = await report.step('社工甲登记志愿者（预备党员），本人登录', (see) =>
    registerMember(stage, see, first.session, {
      name: '演示志愿者',
      phone: phones.volunteer,
      communityId: tree.homeId,
      politicalStatus: 'probationaryMember',
      certificateNumber: `NM2026${String(groupNames.length + 3).padStart(6, '0')}`,
    }),
  )
  const resident = await registerOneself(stage, tree.homeId)
  const neighbour = await registerNeighbour(stage, staff, tree.otherId)
  return {
    ...tree,
    ...{ administrator, first, second, leader, volunteer, resident, neighbour, group },
  }
}

type Tree = Pick<Town, 'subdistrictId' | 'homeId' | 'otherId'>
type Staff = Pick<Town, 'first' | 'second'>

function addTree({ report }: Stage, administrator: Session): Promise<Tree> {
  return report.step('区管理员增加一个街道和两个社区', async (see) => {
    const districtId = await districtOf(administrator)
    const add = async (kind: string, parentId: string, name: string) => {
      const answer = await administrator.post<Node>('/api/v1/nodes', { kind, parentId, name })
      see(name, answer.status, 201)
      return answer.body.id
    }
    const subdistrictId = await add('subdistrict', districtId, '演示街道')
    const homeId = await add('community', subdistrictId, '演示一社区')
    const otherId = await add('community', subdistrictId, '演示二社区')
    return { subdistrictId, homeId, otherId }
  })
}

async function districtOf(session: Session): Promise<string> {
  const { body } = await session.get<{ items: (Node & { kind: string })[] }>('/api/v1/communities')
  const district = body.items.find(({ kind }) => kind === 'district')
  if (!district) throw new Error('there is no district')
  return district.id
}

function appoint(stage: Stage, by: Session, tree: Tree): Promise<Staff> {
  return stage.report.step('区管理员登记两位社工：甲管一社区，乙管整个街道', async (see) => {
    const { homeId: communityId, subdistrictId } = tree
    const first = await registerMember(stage, see, by, {
      name: '演示社工甲',
      phone: phones.first,
      communityId,
      politicalStatus: 'masses',
      certificateNumber: 'NM2026000001',
      household: { address: '演示路 1 号' },
    })
    const second = await registerMember(stage, see, by, {
      name: '演示社工乙',
      phone: phones.second,
      communityId,
      politicalStatus: 'masses',
      certificateNumber: null,
    })
    await grant(see, by, first, 'coordinator', communityId)
    await grant(see, by, second, 'coordinator', subdistrictId)
    return { first, second }
  })
}

async function grant(see: See, by: Session, person: Person, role: string, nodeId: string) {
  const answer = await by.post(`/api/v1/people/${person.id}/role-grants`, { role, nodeId })
  see(`授予${person.name}`, answer.status, 200)
}

/** Over the web: the phone is proven first, and being a Party member is not for oneself to say. */
async function registerOneself({ report, door }: Stage, communityId: string) {
  const register = (choiceToken: string, politicalStatus: string) =>
    request<Registered>(door.address, '/api/v1/registrations', {
      patience: door.patience ?? 0,
      body: {
        choiceToken,
        name: '演示居民一',
        bornOn: '1950-05-01',
        memberships: [{ kind: 'home', communityId }],
        status: { politicalStatus },
        consents: ['recording'],
      },
    })
  const choiceToken = await report.step('居民一在网上登记，自称党员', async (see) => {
    const step = await proveByCode(door, phones.resident)
    see('这个号码', step.step, 'register')
    if (step.step === 'signedIn') throw new Error('the phone is known already')
    const answer = await register(step.choiceToken, 'partyMember')
    seeRefusal(see, answer, 422, 'person.party-status-by-coordinator')
    return step.choiceToken
  })
  return report.step('居民一改填群众，登记后登录', async (see) => {
    const answer: Answer<Registered> = await register(choiceToken, 'masses')
    see('状态', answer.status, 201)
    see('志愿者证', answer.body.certificateNumber, null)
    const session = await choosePerson(door, choiceToken, answer.body.personId)
    return { id: answer.body.personId, name: '演示居民一', cardNumber: null, session }
  })
}

async function registerNeighbour(stage: Stage, { first, second }: Staff, communityId: string) {
  const { report } = stage
  const wish = {
    name: '演示居民二',
    phone: phones.neighbour,
    communityId,
    politicalStatus: 'masses',
    certificateNumber: null,
  }
  await report.step('社工甲想在二社区登记居民二', async (see) => {
    const body = {
      name: wish.name,
      memberships: [{ kind: 'home', communityId }],
      consents: ['recording'],
    }
    seeRefusal(see, await first.session.post('/api/v1/people', body), 403, 'person.role-missing')
  })
  return report.step('社工乙（街道）登记居民二，本人登录', (see) =>
    registerMember(stage, see, second.session, wish),
  )
}
