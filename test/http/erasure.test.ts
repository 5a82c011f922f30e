import { afterAll, beforeAll, expect, it } from 'vitest'
import { leave, NAME } from '../support/erasure.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { makeStation, type Station } from '../support/savings.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let here: Station
let http: HttpWorld

beforeAll(async () => {
  world = await openWorld()
  here = await makeStation(world)
  http = openHttp(world)
})
afterAll(() => world.close())

it('is proposed by one, confirmed by another, and shown as done, over HTTP and on the page', async () => {
  const person = await world.makePerson({ communityId: here.communityId, name: NAME })
  const [first, second] = [await http.tokenOf(here.first), await http.tokenOf(here.second)]
  const pageOf = async (path = '') => {
    const cookie = await http.cookieOf(here.second)
    return (await http.call<string>(`/people/${person.id}${path}`, { cookie })).body
  }
  const propose = () =>
    http.call<{ erasureId: string; code?: string }>(`/api/v1/people/${person.id}/erasures`, {
      ...{ token: first, body: { basis: 'ownRequest' } },
    })
  expect((await propose()).body.code).toBe('person.not-left')
  expect(await pageOf('/erasure')).toContain('此人还没有退出')
  await leave(world, here, person)
  expect(await pageOf('/erasure')).toContain('提出删除此人的个人信息？')
  const { status, body } = await propose()
  expect(status).toBe(201)
  expect(await pageOf('/erasure')).toContain('马上删除，不能恢复，也不能撤回。')
  const confirm = (token: string) =>
    http.call(`/api/v1/erasures/${body.erasureId}/confirm`, { token, body: {} })
  expect(await confirm(first)).toMatchObject({
    ...{ status: 403, body: { code: 'person.second-person-needed' } },
  })
  expect(await confirm(second)).toMatchObject({ status: 200, body: { personId: person.id } })
  const page = await pageOf()
  expect(page).toContain('已删除人员')
  expect(page).not.toContain(NAME)
})
