import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readKept } from '../../scripts/support/kept-checkpoints.ts'
import { donateCredits } from '../../src/features/ledger/donate-credits.ts'
import { checkpointFolder } from '../../src/features/proof/adapters/folder.ts'
import { checkpointWebhook } from '../../src/features/proof/adapters/webhook.ts'
import { getCheckpoint } from '../../src/features/proof/get-checkpoint.ts'
import { makePublish, sealTrees } from '../../src/features/proof/jobs.ts'
import { publishCheckpoints } from '../../src/features/proof/publish-checkpoints.ts'
import { verifyBooks } from '../../src/features/proof/verify-books.ts'
import type { Minutes } from '../../src/kernel/minutes.ts'
import { makeSaver, makeStation, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

type Received = { readonly headers: IncomingHttpHeaders; readonly body: string }

let world: World
let here: Station
let saver: TestPerson
let folder: string
let receiver: Server
let received: Received[] = []
let status = 204

beforeAll(async () => {
  world = await openWorld()
  here = await makeStation(world)
  saver = await makeSaver(world, here, 600)
  folder = mkdtempSync(join(tmpdir(), 'aixin-checkpoints-'))
  receiver = createServer((req, res) => {
    let body = ''
    req.on('data', (part: Buffer) => (body += part.toString('utf8')))
    req.on('end', () => {
      received.push({ headers: req.headers, body })
      res.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await new Promise((resolve) => receiver.close(resolve))
  await world.close()
})

async function postAndSeal(): Promise<void> {
  await world.run(donateCredits, saver.actor, saver.communityId, {
    giverId: saver.id,
    amountMinutes: 1 as Minutes,
  })
  await sealTrees(world.ctx)
}

const outlet = () => {
  const { port } = receiver.address() as AddressInfo
  return checkpointWebhook({ url: `http://127.0.0.1:${port}/hook`, secret })
}

describe('checkpoints go out', () => {
  it('to a folder, each once, and what is kept there is what verifying compares with', async () => {
    for (let round = 0; round < 3; round += 1) {
      await postAndSeal()
      expect(await publishCheckpoints(world.ctx, checkpointFolder(folder))).toBe(1)
    }
    expect(await publishCheckpoints(world.ctx, checkpointFolder(folder))).toBe(0)
    const origin = `aixin/${here.communityId}`
    const kept = readKept(folder).get(origin) ?? []
    expect(kept).toHaveLength(3)
    const input = { communityId: here.communityId, progress: () => undefined }
    expect((await verifyBooks(world.ctx, { ...input, kept })).findings).toEqual([])
  })

  it('to the folder again after half an entry was left there', async () => {
    const file = join(folder, `${here.communityId}.checkpoints`)
    writeFileSync(file, readFileSync(file, 'utf8') + 'aixin/half an ent')
    await postAndSeal()
    const newest = await getCheckpoint(world.ctx, here)
    await checkpointFolder(folder).send(newest)
    await checkpointFolder(folder).send(newest)
    const notes = readKept(folder).get(`aixin/${here.communityId}`) ?? []
    expect(notes.filter(({ note }) => note === newest.note)).toHaveLength(1)
    expect(notes).toHaveLength(4)
  })

  it('to a webhook, signed, under the checkpoint’s own id', async () => {
    await postAndSeal()
    received = []
    expect(await publishCheckpoints(world.ctx, outlet())).toBe(1)
    const [message] = received
    const newest = await getCheckpoint(world.ctx, here)
    const headers = Object.fromEntries(
      Object.entries(message?.headers ?? {}).map(([name, value]) => [name, String(value)]),
    )
    const told = new Webhook(secret).verify(message?.body ?? '', headers)
    expect(told).toMatchObject({
      type: 'checkpoint.signed',
      data: { communityId: here.communityId, size: newest.size, note: newest.note },
    })
    expect(headers['webhook-id']).toBe(`checkpoint_${here.communityId}_${newest.size}`)
  })

  it('again when the webhook did not take them, and not at once', async () => {
    await postAndSeal()
    received = []
    status = 500
    const publish = makePublish(outlet())
    await expect(publish(world.ctx)).rejects.toThrow('answered 500')
    expect(await publish(world.ctx)).toBe(0)
    expect(received).toHaveLength(1)
    status = 204
    expect(await makePublish(outlet())(world.ctx)).toBe(1)
  })
})
