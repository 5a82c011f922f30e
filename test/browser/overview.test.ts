import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registerRequest } from '../../src/features/desk/register-request.ts'
import { refreshOverview } from '../../src/features/report/refresh-overview.ts'
import type { Screen } from '../support/browser.ts'
import { approveAll, requestOf } from '../support/desk.ts'
import { makeStation } from '../support/savings.ts'
import { submitGreen } from '../support/service.ts'
import { openSite, type Site } from '../support/site.ts'

const screens: readonly (readonly [string, Screen])[] = [
  ['on a phone', { width: 390, height: 844, script: true }],
  ['on a desktop', { width: 1366, height: 900, script: true }],
  ['without JavaScript', { width: 390, height: 844, script: false }],
]
const LONG = 120_000
const PHONE = '13700009999'

let site: Site
let community: string
beforeAll(async () => {
  site = await openSite()
  const { world } = site
  const offeringId = await world.makeOffering()
  const { communityId, first } = await makeStation(world)
  const [row] = await world.sql<{ name: string }[]>`
    select name from nodes where id = ${communityId}`
  community = row?.name ?? ''
  await world.makePerson({
    ...{ communityId, rolesAt: world.districtId, phone: PHONE },
    roles: ['districtAdministrator'],
  })
  for (const politicalStatus of ['partyMember', 'masses'] as const) {
    const person = await world.makePerson({ communityId, volunteer: true, politicalStatus })
    for (const hoursAgo of [26, 2]) {
      const at = { communityId, offeringId, hoursAgo }
      const record = await submitGreen(world, person, at)
      await approveAll(world, first, communityId, [record])
    }
    const ask = requestOf({ kind: 'consultation' })
    await world.run(registerRequest, person.actor, communityId, ask)
  }
  // The server's own sweep may be at it.
  while (!(await refreshOverview(world.ctx))) continue
}, LONG)
afterAll(() => site.close())

describe.each(screens)('%s', (_, screen) => {
  it(
    'an administrator reads the district, the tables behind the charts, and one community',
    { timeout: LONG },
    () =>
      site.read(screen, async (reader) => {
        await site.signIn(reader, PHONE)
        await reader.open('/overview')
        expect(await reader.text()).toMatch(/服务时长 ?4 小时.*参与比 ?1\+1\.0/)
        await reader.choose('时间', '2026 年 11 月')
        await reader.press('查看')
        expect(await reader.text()).toMatch(/2026 年 11 月，截至/)
        await reader.choose('排列', '参与比从高到低')
        await reader.press('排序')
        await reader.follow(community)
        expect(await reader.text()).toContain(`${community}概览`)
      }),
  )
})
