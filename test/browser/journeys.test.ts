import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { submitRecords } from '../../src/features/service/submit-records.ts'
import type { RecordKey } from '../../src/features/service/model.ts'
import { plusMinutes } from '../../src/kernel/clock.ts'
import type { Id } from '../../src/kernel/ids.ts'
import type { Screen } from '../support/browser.ts'
import { approveAll } from '../support/desk.ts'
import { fund, makeStation } from '../support/savings.ts'
import { entryOf, submitGreen } from '../support/service.ts'
import { openSite, type Site } from '../support/site.ts'
import type { PersonWish, TestPerson } from '../support/world.ts'

const screens: readonly (readonly [string, Screen])[] = [
  ['on a phone', { width: 390, height: 844, script: true }],
  ['on a desktop', { width: 1366, height: 900, script: true }],
  ['without JavaScript', { width: 390, height: 844, script: false }],
]

/** Every page is looked over, also on a slow machine. */
const LONG = 120_000

let site: Site
let offeringId: Id
beforeAll(async () => {
  site = await openSite()
  offeringId = await site.world.makeOffering({ name: '清扫楼道' })
}, LONG)
afterAll(() => site.close())

let phones = 0
type Somebody = TestPerson & { readonly phone: string }

async function somebody(wish: PersonWish): Promise<Somebody> {
  const phone = `137${String((phones += 1)).padStart(8, '0')}`
  return { phone, ...(await site.world.makePerson({ ...wish, phone })) }
}

function volunteerOf(communityId: Id, name: string): Promise<Somebody> {
  return somebody({ communityId, name, volunteer: true, roles: ['volunteer'] })
}

describe.each(screens)('%s', (_, screen) => {
  it(
    'a volunteer logs a service, sees it wait, and finds it in the savings',
    { timeout: LONG },
    () =>
      site.read(screen, async (reader) => {
        const { world } = site
        const station = await makeStation(world)
        const volunteer = await volunteerOf(station.communityId, '何秀珍')
        await site.signIn(reader, volunteer.phone)
        expect(await reader.text()).toMatch(/结余 0 分/)

        await reader.follow('我的服务')
        await reader.follow('登记一次服务')
        await reader.choose('服务项目', '清扫楼道')
        await reader.fill('地点', '三单元')
        await reader.tick('公共地方')
        await reader.fill('说明', '三单元的楼道')
        await reader.fill('做了什么', '扫了六层楼道')
        await reader.fill('成效', '楼道干净了')
        await reader.fill('组织单位', '社区居委会')
        await reader.fill('负责人', '陈慧')
        await reader.press('提交审核')
        expect(await reader.text()).toMatch(/已提交.*清扫楼道.*待审核/)

        await approveAll(world, station.first, station.communityId, await recordsOf(volunteer))
        await reader.follow('储蓄本')
        expect(await reader.text()).toMatch(/结余 1 小时/)
        await reader.follow('明细')
        expect(await reader.text()).toMatch(/服务.*1 小时.*第 1 笔/)
      }),
  )

  it(
    'a coordinator approves a yellow record, then several at once, and sees what is left',
    { timeout: LONG },
    () =>
      site.read(screen, async (reader) => {
        const communityId = await site.world.makeCommunity()
        const coordinator = await somebody({ communityId, roles: ['coordinator'] })
        await fillInbox(communityId)
        await site.signIn(reader, coordinator.phone)
        expect(await reader.text()).toMatch(/待审核.*4 条.*通过 2 条.*彭建国.*曾丽/)

        await reader.openRow('彭建国')
        expect(await reader.text()).toMatch(/代办服务.*彭建国.*代办证件/)
        await reader.press('通过这条记录')
        expect(await reader.text()).toContain('已通过 1 条')

        await reader.follow('通过 代办服务 的 2 条')
        expect(await reader.text()).toMatch(/邓小林.*任军.*通过这 2 条服务记录？/)
        await reader.press('通过 2 条')
        const left = await reader.text()
        expect(left).toMatch(/已通过 2 条.*1 条.*曾丽/)
        expect(left).not.toMatch(/彭建国|邓小林|任军/)
      }),
  )

  it(
    'a resident asks with savings after seeing the price, has a date, and takes it back',
    { timeout: LONG },
    () =>
      site.read(screen, async (reader) => {
        const station = await makeStation(site.world)
        const resident = await somebody({ communityId: station.communityId, name: '田春兰' })
        await fund(site.world, station, resident.id, 600)
        await site.signIn(reader, resident.phone)
        expect(await reader.text()).toMatch(/结余 10 小时/)

        await reader.follow('使用储蓄')
        await reader.follow('请人上门帮忙')
        await reader.choose('哪一项服务', '清扫楼道')
        await reader.fill('什么事', '请人打扫楼道')
        await reader.fill('上门的地点', '三单元 201')
        await reader.tick('用储蓄，优先安排')
        await reader.press('下一步')
        expect(await reader.text()).toMatch(/还没有登记.*最迟上门.*最多用 1 小时.*用后还剩 9 小时/)

        await reader.press('登记')
        expect(await reader.text()).toMatch(/已登记，储蓄已经预留.*承诺 11月\d+日 \d+:\d\d 前上门/)
        await reader.unfold('撤回这件事项')
        await reader.fill('原因', '儿子回来了')
        await reader.press('撤回')
        expect(await reader.text()).toMatch(/预留的储蓄已经全部退回.*儿子回来了/)
      }),
  )
})

it('what goes wrong unseen is not passed over', { timeout: LONG }, async () => {
  const desktop = { width: 1366, height: 900, script: true }
  const lost = site.read(desktop, (reader) => reader.open('/nowhere'))
  await expect(lost).rejects.toThrow('/nowhere answered 404')
})

async function recordsOf(person: TestPerson): Promise<readonly RecordKey[]> {
  return site.world.sql<RecordKey[]>`
    select community_id as "communityId", id from service_records where person_id = ${person.id}`
}

/** Two green of one activity, a yellow one, and a red one: nine hours on a day. */
async function fillInbox(communityId: Id): Promise<void> {
  const { world } = site
  for (const name of ['邓小林', '任军']) {
    const person = await volunteerOf(communityId, name)
    await submitGreen(world, person, { communityId, offeringId, hoursAgo: 20 })
  }
  const yellow = await volunteerOf(communityId, '彭建国')
  const red = await volunteerOf(communityId, '曾丽')
  const long = {
    startsAt: plusMinutes(world.now(), -1_500),
    endsAt: plusMinutes(world.now(), -960),
  }
  for (const [person, wish] of [
    [yellow, {}],
    [red, long],
  ] as const) {
    const entry = entryOf(world, { personId: person.id, offeringId, ...wish })
    await world.run(submitRecords, person.actor, communityId, entry)
  }
}
