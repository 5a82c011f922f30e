import { connect, type Socket } from 'node:net'
import { monotonicMs } from '../../src/kernel/clock.ts'

/** What is asked, one after the other on whichever connection is free, and who hears the answers. */
export type Asking = {
  readonly count: number
  at(index: number): Buffer
  answered(index: number, answer: Buffer): void
}

export type LoadResult = { readonly elapsedMs: number; readonly latenciesMs: Float64Array }

const HEAD_END = Buffer.from('\r\n\r\n')
const LAST_CHUNK = Buffer.from('0\r\n\r\n')

/**
 * HTTP/1.1 with keep-alive over bare sockets, one request at a time on each: two cores are all there
 * is, and what the client does not use is left to the server.
 */
export async function openSockets(
  ports: readonly number[],
  count: number,
): Promise<readonly Socket[]> {
  return Promise.all(
    Array.from({ length: count }, (_, index) => openSocket(ports[index % ports.length] ?? 0)),
  )
}

function openSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
  })
}

/** Sends every request once, each socket the next one as soon as it has its answer. */
export async function sendAll(sockets: readonly Socket[], asking: Asking): Promise<LoadResult> {
  const latenciesMs = new Float64Array(asking.count)
  let next = 0
  const startedMs = monotonicMs()
  await Promise.all(
    sockets.map((socket) =>
      converse(socket, () => {
        if (next >= asking.count) return undefined
        const index = next++
        const sentMs = monotonicMs()
        return {
          request: asking.at(index),
          answered: (answer) => {
            latenciesMs[index] = monotonicMs() - sentMs
            asking.answered(index, answer)
          },
        }
      }),
    ),
  )
  return { elapsedMs: monotonicMs() - startedMs, latenciesMs }
}

type Turn = { readonly request: Buffer; readonly answered: (answer: Buffer) => void }

function converse(socket: Socket, takeTurn: () => Turn | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    let turn = takeTurn()
    let parts: Buffer[] = []
    let isWhole = wholeness()
    if (!turn) return resolve()
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('the server closed a connection')))
    socket.on('data', (part: Buffer) => {
      parts.push(part)
      if (!isWhole(parts)) return
      turn?.answered(parts.length === 1 ? part : Buffer.concat(parts))
      parts = []
      isWhole = wholeness()
      turn = takeTurn()
      if (turn) socket.write(turn.request)
      else {
        socket.removeAllListeners()
        resolve()
      }
    })
    socket.write(turn.request)
  })
}

/** Says whether an answer is complete; remembers its length, so that a long one is not joined twice. */
function wholeness(): (parts: readonly Buffer[]) => boolean {
  let received = 0
  let expected: number | 'chunked' | undefined
  return (parts) => {
    const last = parts.at(-1) ?? Buffer.alloc(0)
    received += last.length
    expected ??= expectedLength(parts.length === 1 ? last : Buffer.concat(parts))
    if (expected === undefined) return false
    return expected === 'chunked' ? endsChunked(parts) : received >= expected
  }
}

/** Bytes of head and body, undefined while the head is not all there. */
function expectedLength(start: Buffer): number | 'chunked' | undefined {
  const end = start.indexOf(HEAD_END)
  if (end < 0) return undefined
  const head = start.toString('latin1', 0, end)
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  return length === undefined ? 'chunked' : end + HEAD_END.length + Number(length)
}

function endsChunked(parts: readonly Buffer[]): boolean {
  const tail = Buffer.concat(parts.slice(-2))
  return tail.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)
}

/** Status and JSON of an answer. */
export function readAnswer(answer: Buffer): { readonly status: number; readonly body: unknown } {
  const end = answer.indexOf(HEAD_END)
  const head = answer.toString('latin1', 0, end)
  const payload = answer.subarray(end + HEAD_END.length)
  const text = /\r\ntransfer-encoding: *chunked/i.test(head) ? unchunk(payload) : payload.toString()
  return { status: Number(head.slice(9, 12)), body: JSON.parse(text) as unknown }
}

function unchunk(payload: Buffer): string {
  const parts: Buffer[] = []
  for (let at = 0; at < payload.length;) {
    const end = payload.indexOf('\r\n', at)
    const size = Number.parseInt(payload.toString('latin1', at, end), 16)
    if (!(size > 0)) break
    parts.push(payload.subarray(end + 2, end + 2 + size))
    at = end + size + 4
  }
  return Buffer.concat(parts).toString()
}
