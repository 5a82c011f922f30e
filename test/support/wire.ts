import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'

export type WireFault =
  /** Everything passes. */
  | 'none'
  /** Nothing passes, in either direction; nobody is told. */
  | 'silent'
  /** Every connection is cut, and every new one. */
  | 'cut'
  /** The transaction is committed, and the connection is cut before anybody hears of it. */
  | 'cutAtCommit'

/** A line between the service and PostgreSQL that can be made to fail. */
export type Wire = {
  readonly port: number
  /** From now on. */
  set(fault: WireFault): void
  /** How many commits have happened whose answer was lost. */
  lostCommits(): number
  close(): Promise<void>
}

type Line = { readonly near: Socket; readonly far: Socket }

/** CommandComplete, its length, and what was completed (PostgreSQL's protocol, version 3). */
const COMMITTED = Buffer.concat([Buffer.from([0x43, 0, 0, 0, 11]), Buffer.from('COMMIT\0')])

export async function openWire(to: {
  readonly host: string
  readonly port: number
}): Promise<Wire> {
  let fault: WireFault = 'none'
  let lostCommits = 0
  const lines = new Set<Line>()

  function cut(line: Line): void {
    lines.delete(line)
    line.near.resetAndDestroy()
    line.far.destroy()
  }

  function answer(line: Line, chunk: Buffer): void {
    if (fault === 'cutAtCommit' && chunk.includes(COMMITTED)) {
      lostCommits += 1
      return cut(line)
    }
    line.near.write(chunk)
  }

  function hush(line: Line): void {
    line.near.pause()
    line.far.pause()
  }

  const server = createServer((near) => {
    const line = { near, far: to.host.startsWith('/') ? connect(pathOf(to)) : connect(to) }
    lines.add(line)
    for (const side of [near, line.far]) {
      side.on('error', () => cut(line))
      side.on('close', () => cut(line))
    }
    near.on('data', (chunk) => line.far.write(chunk))
    line.far.on('data', (chunk) => answer(line, chunk))
    if (fault === 'cut') cut(line)
    if (fault === 'silent') hush(line)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    lostCommits: () => lostCommits,
    set(next) {
      fault = next
      for (const line of [...lines]) {
        if (next === 'cut') cut(line)
        else if (next === 'silent') hush(line)
        else for (const side of [line.near, line.far]) side.resume()
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const line of [...lines]) cut(line)
      }),
  }
}

function pathOf({ host, port }: { readonly host: string; readonly port: number }): string {
  return join(host, `.s.PGSQL.${port}`)
}
