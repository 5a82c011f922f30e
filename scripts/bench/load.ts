import { countApproved, encodeApproval, type ApprovalRequest } from './approvals.ts'
import { openSockets, sendAll, type Asking } from './http-load.ts'
import { percentile } from './statistics.ts'

/** Any request whose answer must be 200. */
export type PlainRequest = {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** Records to approve, each request once; or plain requests, in turn until `count` were sent. */
export type LoadWork =
  | { readonly approve: readonly ApprovalRequest[] }
  | { readonly ask: readonly PlainRequest[]; readonly count: number }

/** What the load's own process is told to do; it says when it is ready, and waits for `go`. */
export type LoadOrder = {
  /** Of the server's processes; the connections are dealt out to them. */
  readonly ports: readonly number[]
  readonly connections: number
  readonly work: LoadWork
}

export type LoadMessage = { readonly prepare: LoadOrder } | 'go'

export type LoadReport = {
  readonly elapsedMs: number
  /** Records approved, or answers. */
  readonly done: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly cpuSeconds: number
}

/** In this order; the clock has stopped at `sent`, before the answers are looked at. */
export type LoadReply =
  'ready' | 'sent' | { readonly report: LoadReport } | { readonly failure: string }

let go = (): void => undefined

async function carryOut(order: LoadOrder): Promise<LoadReport> {
  const asking = 'approve' in order.work ? approving(order.work.approve) : plain(order.work)
  const sockets = await openSockets(order.ports, order.connections)
  const told = new Promise<void>((resolve) => (go = resolve))
  reply('ready')
  await told
  const before = process.cpuUsage()
  const { elapsedMs, latenciesMs } = await sendAll(sockets, asking)
  const { user, system } = process.cpuUsage(before)
  reply('sent')
  for (const socket of sockets) socket.destroy()
  const latencies = [...latenciesMs]
  return {
    elapsedMs,
    done: asking.countDone(),
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    cpuSeconds: (user + system) / 1e6,
  }
}

type Judged = Asking & {
  /** Looks at the answers, when the clock has stopped. @throws with one that is not as it should be */
  countDone(): number
}

function approving(list: readonly ApprovalRequest[]): Judged {
  const requests = list.map(encodeApproval)
  const answers: Buffer[] = new Array<Buffer>(requests.length)
  return {
    count: requests.length,
    at: (index) => requests[index] ?? Buffer.alloc(0),
    answered: (index, answer) => void (answers[index] = answer),
    countDone: () =>
      list.reduce((sum, request, index) => sum + countApproved(request, answers[index]), 0),
  }
}

const GOOD = Buffer.from('HTTP/1.1 200 ')

/** There may be a million: only one that is not good is kept. */
function plain({ ask, count }: { readonly ask: readonly PlainRequest[]; count: number }): Judged {
  const requests = ask.map(encodePlain)
  let bad: Buffer | undefined
  return {
    count,
    at: (index) => requests[index % requests.length] ?? Buffer.alloc(0),
    answered: (_, answer) => {
      if (!answer.subarray(0, GOOD.length).equals(GOOD)) bad ??= answer
    },
    countDone() {
      if (bad) throw new Error(`not answered well: ${bad.toString('utf8', 0, 700)}`)
      return count
    },
  }
}

function encodePlain({ method, path, headers, body = '' }: PlainRequest): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  if (body !== '') lines.push(`Content-Length: ${Buffer.byteLength(body)}`)
  return Buffer.from(
    [`${method} ${path} HTTP/1.1`, 'Host: 127.0.0.1', ...lines, '', body].join('\r\n'),
  )
}

function reply(message: LoadReply): void {
  process.send?.(message)
}

process.on('message', (message: LoadMessage) => {
  if (message === 'go') return go()
  carryOut(message.prepare).then(
    (report) => reply({ report }),
    (error: unknown) => reply({ failure: String(error) }),
  )
})
process.on('disconnect', () => process.exit(0))
