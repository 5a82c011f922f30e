import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createActivity } from '../../src/features/duty/create-activity.ts'
import { createDuty } from '../../src/features/duty/create-duty.ts'
import { setRosterDays } from '../../src/features/duty/set-roster-days.ts'
import { registerRequest } from '../../src/features/desk/register-request.ts'
import { submitRecords } from '../../src/features/service/submit-records.ts'
import { civilDateOf, instantOf, epochMs } from '../../src/kernel/clock.ts'
import { crawl, linksIn, type Visited } from '../support/clicks.ts'
import { requestOf } from '../support/desk.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { fund } from '../support/savings.ts'
import { entryOf, submitGreen } from '../support/service.ts'
import { plan } from '../support/shifts.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

const roles = [
  'resident',
  'volunteer',
  'teamLeader',
  'coordinator',
  'districtAdministrator',
  'supervisor',
  'auditor',
] as const

type Reader = (typeof roles)[number] | 'nobody'

let world: World
let http: HttpWorld
let cookies: ReadonlyMap<Reader, string>
let visited: ReadonlyMap<Reader, readonly Visited[]>

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  const communityId = await world.makeCommunity()
  const people = new Map<Reader, TestPerson>()
  for (const role of roles) {
    const isVolunteer = role === 'volunteer' || role === 'teamLeader'
    const own = isVolunteer ? (['resident', 'volunteer', role] as const) : ([role] as const)
    const person = await world.makePerson({
      communityId,
      name: `演示${role}`,
      volunteer: isVolunteer,
      roles: [...new Set(own)],
      ...(role === 'districtAdministrator' ? { rolesAt: world.districtId } : {}),
    })
    people.set(role, person)
  }
  await fillCommunity(communityId, people)
  cookies = new Map(
    await Promise.all(
      [...people].map(async ([role, person]) => [role, await http.cookieOf(person)] as const),
    ),
  )
  visited = new Map(
    await Promise.all(
      [...roles, 'nobody' as const].map(
        async (reader) => [reader, await crawl(http, cookies.get(reader))] as const,
      ),
    ),
  )
}, 120_000)
afterAll(() => world.close())

/** One of each thing that pages list, so that there are rows to click. */
async function fillCommunity(
  communityId: string,
  people: ReadonlyMap<Reader, TestPerson>,
): Promise<void> {
  const [volunteer, leader, coordinator, resident] = (
    ['volunteer', 'teamLeader', 'coordinator', 'resident'] as const
  ).map((role) => people.get(role))
  if (!volunteer || !leader || !coordinator || !resident) throw new Error('a role is missing')
  const offeringId = await world.makeOffering()
  await submitGreen(world, leader, { communityId, offeringId, hoursAgo: 30 })
  const entry = entryOf(world, { personId: volunteer.id, offeringId })
  await world.run(submitRecords, volunteer.actor, communityId, entry)
  const second = await world.makePerson({ communityId, roles: ['coordinator'] })
  await fund(world, { communityId, first: coordinator, second }, resident.id, 120)
  await world.run(registerRequest, resident.actor, communityId, requestOf())
  await world.run(createActivity, coordinator.actor, communityId, {
    name: '清洁楼道',
    place: '三单元',
    startsAt: world.now(),
    endsAt: instantOf(epochMs(world.now()) + 3_600_000),
    communityBuilding: true,
  })
  await plan(world, coordinator, { offeringId })
  const { dutyId } = await world.run(createDuty, coordinator.actor, communityId, {
    ...{ code: 'desk', name: '民情受理', opens: '08:00', closes: '18:00', workdaysOnly: true },
  })
  await world.run(setRosterDays, coordinator.actor, communityId, {
    dutyId,
    days: [{ dutyOn: civilDateOf(world.now()), aId: volunteer.id, bId: coordinator.id }],
  })
}

/** Read by programs and browsers, or a step of signing in that a form leads to. */
const notLinked = [
  '/',
  '/favicon.ico',
  '/healthz',
  '/readyz',
  '/.well-known/jwks.json',
  '/openapi.json',
  '/sign-in/code',
]

function pageRoutes(): readonly string[] {
  const routes = http.app.routes.filter(
    ({ method, path }) =>
      method === 'GET' && !path.includes(':') && !/^\/(api|assets)\/|\*/.test(path),
  )
  return [...new Set(routes.map(({ path }) => path))].filter((path) => !notLinked.includes(path))
}

describe('navigation', () => {
  it('reaches every page that takes no id, for some role, by clicks alone', () => {
    const reached = new Set(
      [...visited.values()].flat().map(({ path }) => path.split('?')[0] ?? ''),
    )
    expect(pageRoutes().filter((path) => !reached.has(path))).toEqual([])
  })

  it.each([...roles, 'nobody' as const])('shows %s no link that leads nowhere', (reader) => {
    const answers = visited.get(reader) ?? []
    expect(answers.length).toBeGreaterThan(4)
    const isRefused = ({ status, path }: Visited) =>
      status >= 400 && !(reader === 'nobody' && status === 401 && path !== '/')
    expect(answers.filter(isRefused)).toEqual([])
  })

  it.each(roles)('gives %s at most five items on a phone, each with an icon', async (role) => {
    for (const path of ['/savings', '/more', '/docs/errors']) {
      const { body } = await http.call<string>(path, { cookie: cookies.get(role) ?? '' })
      const [, nav = ''] = /<nav class="nav"[^>]*>([\s\S]*?)<\/nav>/.exec(body) ?? []
      const items = nav.split('<li').slice(1)
      const onPhone = items.filter((item) => !item.startsWith(' class="nav__wide"'))
      expect(onPhone.length).toBeGreaterThan(2)
      expect(onPhone.length).toBeLessThanOrEqual(5)
      expect(items.every((item) => item.includes('<svg class="icon"'))).toBe(true)
      expect(onPhone.at(-1)).toContain('href="/more"')
    }
  })

  it('lists on 更多 what the sidebar has, for every role', async () => {
    for (const role of roles) {
      const { body } = await http.call<string>('/more', { cookie: cookies.get(role) ?? '' })
      const [, nav = ''] = /<nav class="nav"[^>]*>([\s\S]*?)<\/nav>/.exec(body) ?? []
      const [, main = ''] = /<main[^>]*>([\s\S]*)<\/main>/.exec(body) ?? []
      const listed = linksIn(main)
      expect(linksIn(nav).filter((href) => href !== '/more' && !listed.includes(href))).toEqual([])
    }
  })
})
