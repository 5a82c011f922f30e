import { countApproved, encodeApproval, type ApprovalRequest } from './approvals.ts'
import { openSockets, sendAll } from './http-load.ts'
import { percentile } from './statistics.ts'

/** What the load's own process is told to do; it says when it is ready, and waits for `go`. */
export type LoadOrder = {
  readonly port: number
  readonly connections: number
  readonly requests: readonly ApprovalRequest[]
}

export type LoadMessage = { readonly prepare: LoadOrder } | 'go'

export type LoadReport = {
  readonly elapsedMs: number
  readonly approved: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly cpuSeconds: number
}

/** In this order; the clock has stopped at `sent`, before the answers are looked at. */
export type LoadReply =
  'ready' | 'sent' | { readonly report: LoadReport } | { readonly failure: string }

let go = (): void => undefined

async function carryOut(order: LoadOrder): Promise<LoadReport> {
  const requests = order.requests.map(encodeApproval)
  const sockets = await openSockets(order.port, order.connections)
  const told = new Promise<void>((resolve) => (go = resolve))
  reply('ready')
  await told
  const before = process.cpuUsage()
  const { elapsedMs, latenciesMs, answers } = await sendAll(sockets, requests)
  const { user, system } = process.cpuUsage(before)
  reply('sent')
  for (const socket of sockets) socket.destroy()
  const approved = order.requests.reduce(
    (sum, request, index) => sum + countApproved(request, answers[index]),
    0,
  )
  const latencies = [...latenciesMs]
  return {
    elapsedMs,
    approved,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    cpuSeconds: (user + system) / 1e6,
  }
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
