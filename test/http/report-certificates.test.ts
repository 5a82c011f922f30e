import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issueCertificate } from '../../src/features/report/issue-certificate.ts'
import { revokeCertificate } from '../../src/features/report/revoke-certificate.ts'
import { approveRecords } from '../../src/features/service/approve-records.ts'
import { reverseRecord } from '../../src/features/service/reverse-record.ts'
import type { RecordKey } from '../../src/features/service/model.ts'
import type { CivilDate } from '../../src/kernel/clock.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { buildApp } from '../../src/app.ts'
import { makeLogger } from '../../src/http/log.ts'
import { formIn, linksIn } from '../support/clicks.ts'
import { take } from '../support/files.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { readPdf, readQr } from '../support/pdf.ts'
import { makeStation, type Station } from '../support/savings.ts'
import { keyOf, submitGreen } from '../support/service.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

const NAME = '何秀珍'

let world: World
let http: HttpWorld
let here: Station
let there: Station
let offeringId: Id
let person: TestPerson
let neighbour: TestPerson
let records: readonly RecordKey[]

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  here = await makeStation(world)
  there = await makeStation(world)
  offeringId = await world.makeOffering({ name: '代办服务' })
  const { communityId } = here
  person = await world.makePerson({ communityId, volunteer: true, name: NAME })
  neighbour = await world.makePerson({ communityId, volunteer: true, name: '邻居甲' })
  records = [await serve(4), await serve(8)]
})
afterAll(() => world.close())

async function serve(hoursAgo: number): Promise<RecordKey> {
  const at = { communityId: here.communityId, offeringId, hoursAgo }
  const key = keyOf(await submitGreen(world, person, at, 75))
  await world.run(approveRecords, here.first.actor, here.communityId, {
    records: [key],
    opened: [],
  })
  return key
}

const wish = {
  ...{ fromOn: '2026-11-01' as CivilDate, untilOn: '2026-11-24' as CivilDate },
  inNationalSystem: false,
}
const issue = () =>
  world.run(issueCertificate, here.first.actor, here.communityId, {
    ...wish,
    personId: person.id,
  })

const base = (communityId = here.communityId) =>
  `/api/v1/communities/${communityId}/service-certificates`
const paperPage = (id: Id) => `/service-certificates/${here.communityId}/${id}/paper`

describe('over the API a certificate', () => {
  it('is issued, read, printed and revoked by who acts for the community', async () => {
    const token = await http.tokenOf(here.first)
    const body = { personId: person.id, ...wish }
    const issued = await http.call<{ certificateId: Id; number: string; code: string }>(base(), {
      ...{ token, body },
    })
    expect(issued.status).toBe(201)
    const path = `${base()}/${issued.body.certificateId}`
    const read = await http.call(path, { token })
    expect(read.body).toMatchObject({
      ...{ state: 'valid', number: issued.body.number, code: issued.body.code },
      ...{ personName: NAME, serviceMinutes: 150, records: 2, revocation: null, correction: null },
    })
    const paper = await take(http, `${path}/paper`, { token })
    expect([paper.status, paper.headers.get('content-type')]).toEqual([200, 'application/pdf'])
    const revoked = await http.call(`${path}/revoke`, { token, body: { reason: '写错' } })
    expect(revoked.status).toBe(200)
    const again = await http.call(`${path}/revoke`, { token, body: { reason: '写错' } })
    expect([again.status, again.body.code]).toEqual([409, 'report.certificate-revoked'])
    const listed = await http.call<{ items: { state: string }[] }>(
      `${base()}?personId=${person.id}`,
      { token: await http.tokenOf(person) },
    )
    expect(listed.body.items.map(({ state }) => state)).toContain('revoked')
  })

  it('is nobody’s who has nothing to do with it', async () => {
    const { certificateId } = await issue()
    const path = `${base()}/${certificateId}`
    for (const [who, own] of [
      [person, 200],
      [here.second, 200],
      [neighbour, 404],
      [there.first, 404],
    ] as const) {
      const token = await http.tokenOf(who)
      const cookie = await http.cookieOf(who)
      const statuses = [
        (await http.call(path, { token })).status,
        (await take(http, `${path}/paper`, { token })).status,
        (await take(http, paperPage(certificateId), { cookie })).status,
        (await http.call(`${base()}?personId=${person.id}`, { token })).status,
      ]
      expect(statuses).toEqual([own, own, own, own])
    }
    const foreign = await http.call(`${base(there.communityId)}/${certificateId}`, {
      token: await http.tokenOf(there.first),
    })
    expect([foreign.status, foreign.body.code]).toEqual([404, 'report.certificate-not-found'])
  })

  it('is not issued or revoked by those who may not', async () => {
    const { certificateId } = await issue()
    const body = { personId: person.id, ...wish }
    for (const who of [person, neighbour, there.first]) {
      const token = await http.tokenOf(who)
      expect((await http.call(base(), { token, body })).status).toBe(403)
      const revoke = await http.call(`${base()}/${certificateId}/revoke`, {
        ...{ token, body: { reason: '写错' } },
      })
      expect(revoke.status).toBe(403)
    }
  })

  it.each([
    [{ untilOn: '2026-11-25' }, 'report.period-not-over'],
    [{ untilOn: '2026-10-31' }, 'report.period-upside-down'],
    [{ personId: newId() }, 'report.person-not-found'],
    [{ fromOn: '2026-02-30' }, 'request.invalid'],
    [{ serviceMinutes: 99_999 }, 'request.invalid'],
  ])('is refused with %j', async (wrong, code) => {
    const token = await http.tokenOf(here.first)
    const body = { personId: person.id, ...wish, ...wrong }
    expect((await http.call(base(), { token, body })).body.code).toBe(code)
  })
})

describe('the paper', () => {
  it('carries what the law asks for, and a QR that leads to the checking page', async () => {
    const { certificateId, number, code } = await issue()
    const { bytes, headers } = await take(http, paperPage(certificateId), {
      cookie: await http.cookieOf(person),
    })
    expect(headers.get('content-disposition')).toBe(`attachment; filename="${number}.pdf"`)
    const pdf = readPdf(bytes)
    expect(pdf.pages).toBe(1)
    for (const words of [
      ...['志愿服务时长记录单', `编号 ${number}`, `姓名${NAME}`, '服务时间2 小时 30 分'],
      ...['服务日期2026年11月1日 至 2026年11月24日', '代办服务', '记录单位演示区', '未录入'],
      ...['出具单位（盖章）', '出具日期：2026年11月24日', '免费', `校验码 ${code}`],
    ]) {
      expect(pdf.text).toContain(words)
    }
    expect(readQr(pdf)).toBe(`http://localhost/check/${number}/${code}`)
  })

  it('leads to PUBLIC_URL where there is one', async () => {
    const { certificateId, number, code } = await issue()
    const app = buildApp(world.ctx, {
      ...{ lanes: 1, logger: makeLogger('silent'), publicUrl: 'https://aixin.example' },
      sender: { reaches: 'phone', send: async () => undefined },
      isStopping: () => false,
    })
    const cookie = (await http.cookieOf(person)).replace(/^aixin=/, '__Host-aixin=')
    const answer = await app.request(`http://10.0.0.1${paperPage(certificateId)}`, {
      headers: { cookie, accept: 'text/html' },
    })
    const pdf = readPdf(Buffer.from(await answer.arrayBuffer()))
    expect(readQr(pdf)).toBe(`https://aixin.example/check/${number}/${code}`)
  })

  it('of a revoked one says so', async () => {
    const { certificateId } = await issue()
    const input = { certificateId, reason: '写错' }
    await world.run(revokeCertificate, here.first.actor, here.communityId, input)
    const cookie = await http.cookieOf(person)
    const { bytes } = await take(http, paperPage(certificateId), { cookie })
    expect(readPdf(bytes).text).toContain('已于 2026年11月24日撤回，不再有效')
  })

  it('is not printed of a row that somebody changed', async () => {
    const { certificateId, number, code } = await issue()
    await tamper(certificateId)
    const cookie = await http.cookieOf(person)
    const { status } = await take(http, paperPage(certificateId), { cookie })
    expect(status).toBe(409)
    const check = await http.call<string>(`/check/${number}/${code}`)
    expect([check.status, check.body.includes('不能采信')]).toEqual([200, true])
    expect(check.body).not.toContain('1250 小时')
    const api = await http.call(`/api/v1/service-certificates/${number}/${code}`)
    expect(api.body).toMatchObject({ state: 'altered', said: null })
    const list = await http.call<string>('/me/certificates', { cookie })
    expect([list.status, list.body.includes('数据被改动')]).toEqual([200, true])
  })
})

async function tamper(certificateId: Id): Promise<void> {
  await world.sql.begin(async (sql) => {
    await sql`alter table service_certificates disable trigger service_certificates_revoked_once`
    await sql`
      update service_certificates
         set content = jsonb_set(content, '{serviceMinutes}', '75000') where id = ${certificateId}`
    await sql`
      alter table service_certificates enable always trigger service_certificates_revoked_once`
  })
}

describe('anybody who holds the paper', () => {
  it('sees what it says without signing in, the name masked, and no search engine does', async () => {
    const { number, code } = await issue()
    const page = await http.call<string>(`/check/${number}/${code}`)
    expect(page.status).toBe(200)
    expect(page.headers.get('x-robots-tag')).toContain('noindex')
    expect(page.headers.get('cache-control')).toBe('no-store')
    for (const words of ['有效', '何*珍', '2 小时 30 分', '代办服务', '未录入', '演示区']) {
      expect(page.body).toContain(words)
    }
    for (const secret of [NAME, person.id, '代办证件', '139']) {
      expect(page.body).not.toContain(secret)
    }
    const { body } = await http.call(`/api/v1/service-certificates/${number}/${code}`)
    expect(body).toMatchObject({ state: 'valid', said: { maskedName: '何*珍', records: 2 } })
    expect(JSON.stringify(body)).not.toContain(NAME)
  })

  it('types number and code as they like, and is told what is not there', async () => {
    const { number, code } = await issue()
    const typed = new URLSearchParams({
      number: number.toLowerCase(),
      code: code.replaceAll('-', ' '),
    })
    const form = await http.call<string>(`/check?${typed.toString()}`)
    expect(form.status).toBe(302)
    const found = await http.call<string>(form.headers.get('location') ?? '')
    expect(found.body).toContain(`编号 ${number}`)
    for (const path of [`/check/${number}/0000-0000-0000`, `/check/NMJ2026999999/${code}`]) {
      const none = await http.call<string>(path)
      expect([none.status, none.body.includes('查无此件')]).toEqual([404, true])
    }
    expect((await http.call<string>('/check')).status).toBe(200)
  })

  it('has the name compared, without its being shown', async () => {
    const { number, code } = await issue()
    const path = `/check/${number}/${code}`
    const form = formIn((await http.call<string>(path)).body, path)
    for (const [name, answer] of [
      [NAME, '姓名一致'],
      ['何丽珍', '姓名不一致'],
    ] as const) {
      const page = await http.call<string>(form.action, { body: { ...form.values, name } })
      expect([page.status, page.body.includes(answer)]).toEqual([200, true])
      expect(page.body).not.toContain(NAME)
    }
  })

  it('reads the date and the reason of a revocation, and what was corrected since', async () => {
    const { certificateId, number, code } = await issue()
    const wrong = records[1]
    if (!wrong) throw new Error('no record')
    await world.run(reverseRecord, here.first.actor, here.communityId, {
      ...wrong,
      ...{ reason: '记错了', proposeWriteOff: false },
    })
    const corrected = await http.call<string>(`/check/${number}/${code}`)
    expect(corrected.body).toMatch(/开具以后有更正[^]*2 小时 30 分[^]*1 条记录[^]*1 小时 15 分/)
    const input = { certificateId, reason: '记录有误，另开一张' }
    await world.run(revokeCertificate, here.first.actor, here.communityId, input)
    const revoked = await http.call<string>(`/check/${number}/${code}`)
    expect(revoked.body).toMatch(/已撤回[^]*2026年11月24日[^]*记录有误，另开一张/)
    expect(revoked.body).not.toContain('没有撤回')
  })

  it('may guess so often and no more; right ones do not count', async () => {
    const { number, code } = await issue()
    const ask = async (of: string) => (await http.call(`/check/${number}/${of}`)).status
    const statuses: number[] = []
    for (let tries = 0; tries < 31; tries += 1) statuses.push(await ask(code))
    expect(new Set(statuses)).toEqual(new Set([200]))
    await world.sql`delete from rate_limits where key like 'check-address%'`
    const wrong: number[] = []
    for (let tries = 0; tries < 31; tries += 1) wrong.push(await ask('0000-0000-0000'))
    expect(wrong.slice(0, 30).every((status) => status === 404)).toBe(true)
    expect(wrong[30]).toBe(429)
    expect(await ask(code)).toBe(429)
    await world.sql`delete from rate_limits where key like 'check-address%'`
  }, 60_000)
})

describe('the pages', () => {
  it('show what a paper will say before it is issued, and print and revoke it', async () => {
    const cookie = await http.cookieOf(here.first)
    const list = `/people/${person.id}/certificates`
    const page = (path: string) => http.call<string>(path, { cookie })
    expect((await page(`/people/${person.id}`)).body).toContain(`href="${list}"`)
    const preview = await page(`${list}/new?from=2026-01-01&until=2026-11-24&national=yes`)
    for (const words of [NAME, '代办服务', '已录入', '开具后内容不能改']) {
      expect(preview.body).toContain(words)
    }
    const form = formIn(preview.body, list)
    const issued = await http.call<string>(form.action, { cookie, body: form.values })
    expect([issued.status, issued.headers.get('location')]).toEqual([303, `${list}?done=issued`])
    const after = await page(`${list}?done=issued`)
    const link = linksIn(after.body).find((href) => href.endsWith('/revoke')) ?? ''
    const asked = formIn((await page(link)).body, link)
    const empty = await http.call<string>(asked.action, { cookie, body: asked.values })
    expect([empty.status, empty.body.includes('请写明原因')]).toEqual([422, true])
    const body = { ...asked.values, reason: '写错' }
    const revoked = await http.call<string>(asked.action, { cookie, body })
    expect(revoked.headers.get('location')).toBe(`${list}?done=revoked`)
    expect((await page(list)).body).toMatch(/已撤回[^]*写错/)
  })

  it('say what cannot be issued, with the days kept', async () => {
    const cookie = await http.cookieOf(here.first)
    const path = `/people/${person.id}/certificates/new`
    const none = await http.call<string>(`${path}?from=2020-01-01&until=2020-01-31`, { cookie })
    expect(none.status).toBe(409)
    expect(none.body).toMatch(/没有已通过的服务记录[^]*value="2020-01-01"/)
    const half = await http.call<string>(`${path}?from=2020-01-01`, { cookie })
    expect([half.status, half.body.includes('请选择日期')]).toEqual([422, true])
  })

  it('of somebody’s papers are for who acts where the books are, and not for one’s own', async () => {
    const list = `/people/${person.id}/certificates`
    for (const who of [neighbour, there.first, person]) {
      const answer = await http.call(list, { cookie: await http.cookieOf(who) })
      expect(answer.status).toBe(404)
    }
    const own = await http.call<string>(`/people/${here.first.id}/certificates`, {
      cookie: await http.cookieOf(here.first),
    })
    expect(own.body).toContain('不能给自己开具')
    const mine = await http.call<string>('/me/certificates', {
      cookie: await http.cookieOf(person),
    })
    expect(mine.body).toContain('/paper"')
  })

  it('ask whoever has not signed in to do so', async () => {
    const { certificateId } = await issue()
    for (const path of ['/me/certificates', paperPage(certificateId)]) {
      expect((await http.call(path)).status).toBe(401)
    }
  })
})
