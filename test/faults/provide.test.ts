import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findWhereabouts } from '../../src/db/migrate.ts'
import { provideExternal } from '../../src/db/provide.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

describe('an external database', () => {
  let database: TestDatabase
  let other: TestDatabase

  beforeAll(async () => {
    database = await openTestDatabase()
    other = await openTestDatabase()
  })
  afterAll(async () => {
    await database.drop()
    await other.drop()
  })

  it('is migrated by one role and used by another', async () => {
    const provided = await provideExternal(database.target, database.ownerTarget)
    expect(provided).toMatchObject({ target: database.target, embedded: false })
    expect(await provided.stop()).toBe(false)
  })

  it('is refused, with what to set, when its role may not migrate', async () => {
    await expect(provideExternal(database.target, database.target)).rejects.toMatchObject({
      name: 'StartupError',
      message: expect.stringMatching(/role aixin_app .* DATABASE_OWNER_URL .* permission denied/),
    })
  })

  it('is refused when the owner is of another one', async () => {
    await expect(provideExternal(database.target, other.ownerTarget)).rejects.toMatchObject({
      name: 'StartupError',
      message: expect.stringContaining('are two different databases'),
    })
  })

  it('is given up when what answers there hangs up at once, again and again', async () => {
    const server = await listen()
    const { port } = server.address() as AddressInfo
    const target = { host: '127.0.0.1', port, database: 'aixin', user: 'aixin' }
    await expect(findWhereabouts(target, 300)).rejects.toThrow('no answer within 300 ms')
    server.close()
  })
})

async function listen(): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => undefined).end())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}
