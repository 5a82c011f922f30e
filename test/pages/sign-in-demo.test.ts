import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp, type AppSettings } from '../../src/app.ts'
import { consoleSms } from '../../src/features/notice/adapters/console-sms.ts'
import { makeLogger } from '../../src/http/log.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const gateway: AppSettings['sender'] = { reaches: 'phone', send: () => Promise.resolve() }
const printed = consoleSms(() => undefined)
const people = [{ role: '区管理员', name: '周明远（演示）', phone: '13800000001' }]

async function signInPage(more: Partial<AppSettings>, query = ''): Promise<string> {
  const app = buildApp(world.ctx, {
    ...{ lanes: 1, logger: makeLogger('silent'), publicUrl: null, isStopping: () => false },
    ...{ sender: gateway, ...more },
  })
  const response = await app.request(`http://localhost/sign-in${query}`, {
    headers: { accept: 'text/html' },
  })
  return response.text()
}

describe('the sign-in page', () => {
  it('says that codes are on the console where the console prints them', async () => {
    expect(await signInPage({ sender: printed })).toContain('启动本服务的窗口')
  })

  it('does not say so where messages reach the phone', async () => {
    expect(await signInPage({})).not.toContain('启动本服务的窗口')
  })

  it('speaks of a demonstration only where the database holds it', async () => {
    expect(await signInPage({ sender: printed })).not.toContain('演示')
    const page = await signInPage({ sender: printed, demoSignIns: people })
    for (const { role, name, phone } of people) {
      expect(page).toContain(role)
      expect(page).toContain(name)
      expect(page).toContain(phone)
    }
  })

  it('fills in the number of somebody of the demonstration, and nobody else’s', async () => {
    const shown = { demoSignIns: people }
    expect(await signInPage(shown, '?phone=13800000001')).toContain('value="13800000001"')
    expect(await signInPage(shown, '?phone=13912345678')).not.toContain('13912345678')
    expect(await signInPage({}, '?phone=13800000001')).not.toContain('13800000001')
  })
})
