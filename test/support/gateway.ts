import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'

export type Received = {
  readonly id: string
  readonly message: { readonly type: string; readonly data: Record<string, unknown> }
}

/** A receiver that checks signatures with the library, answers as told, and drops what it had. */
export type Gateway = {
  readonly url: string
  readonly secret: string
  /** Every message that came, doubles included. */
  readonly received: Received[]
  /** What its reader gets: each id once, and only what was answered with 200. */
  readonly read: Received[]
  readonly forged: string[]
  /** The status of an answer; null never answers. */
  answer: (received: Received) => number | null | Promise<number | null>
  close(): Promise<void>
}

export async function openGateway(): Promise<Gateway> {
  const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`
  const webhook = new Webhook(secret)
  const received: Received[] = []
  const read: Received[] = []
  const forged: string[] = []
  const server: Server = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk: Buffer) => chunks.push(chunk))
    req.on('end', () => void take(Buffer.concat(chunks).toString('utf8')))

    async function take(body: string): Promise<void> {
      const id = String(req.headers['webhook-id'])
      let message: Received['message']
      try {
        message = webhook.verify(body, req.headers as Record<string, string>) as never
      } catch {
        forged.push(body)
        res.writeHead(401).end()
        return
      }
      const one = { id, message }
      received.push(one)
      const status = await gateway.answer(one)
      if (status === 200 && !read.some((known) => known.id === id)) read.push(one)
      if (status !== null) res.writeHead(status, status === 302 ? { location: '/' } : {}).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const gateway: Gateway = {
    ...{ url: `http://127.0.0.1:${port}/`, secret, received, read, forged, answer: () => 200 },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return gateway
}
