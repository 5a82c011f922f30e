import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registerRequest } from '../../src/features/desk/register-request.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { requestOf, take } from '../support/desk.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { makeStation, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let http: HttpWorld
let station: Station
let resident: TestPerson
let cookies: Record<'resident' | 'first', string>

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  station = await makeStation(world)
  resident = await world.makePerson({ communityId: station.communityId })
  cookies = { resident: await http.cookieOf(resident), first: await http.cookieOf(station.first) }
})
afterAll(() => world.close())

const page = async (who: keyof typeof cookies, path: string) =>
  (await http.call<string>(`${path}?community=${station.communityId}`, { cookie: cookies[who] }))
    .body

const send = (who: keyof typeof cookies, path: string, form: Record<string, string>) =>
  http.call<string>(`${path}?community=${station.communityId}`, {
    cookie: cookies[who],
    body: { idempotencyKey: newId(), ...form },
  })

async function register(): Promise<Id> {
  const { communityId } = station
  return (await world.run(registerRequest, resident.actor, communityId, requestOf())).id
}

describe('the desk', () => {
  it('sees first where a helper did not come, and so does the asker', async () => {
    const id = await register()
    const helper = await world.makePerson({ communityId: station.communityId, volunteer: true })
    const visitId = await take(world, [helper], station.communityId, id)
    expect(await page('first', '/desk')).not.toContain('志愿者没来')
    const closed = await send('resident', `/visits/${visitId}/close`, { outcome: 'noShow' })
    expect(closed.status).toBe(303)
    const desk = await page('first', '/desk')
    expect(desk).toContain('志愿者没来，马上安排（1）')
    expect(desk.indexOf('志愿者没来，马上安排')).toBeLessThan(desk.indexOf('等上门的'))
    expect(await page('resident', `/requests/${id}`)).toContain('上次志愿者没有来')
  })

  it('writes down every try, and says how many there were', async () => {
    const id = await register()
    await send('first', `/requests/${id}/take`, {})
    const answer = () =>
      send('first', `/requests/${id}/answer`, { reply: '联系不上', replyKind: 'unreachable' })
    const contact = () =>
      send('first', `/requests/${id}/contact`, { reached: 'no', note: '打电话，无人接听' })
    expect((await contact()).status).toBe(303)
    expect(await page('first', `/requests/${id}`)).toContain('没联系上：1 次，分在 1 天')
    const refused = await answer()
    expect(refused.status).toBe(409)
    expect(refused.body).toContain('还不能答复“无法联系”')
    world.passMinutes(24 * 60)
    await contact()
    await contact()
    expect((await answer()).status).toBe(303)
    const shown = await page('first', `/requests/${id}`)
    expect(shown).toContain('没联系上求助人：打电话，无人接听')
    expect(shown).toContain('无法联系')
  })
})
