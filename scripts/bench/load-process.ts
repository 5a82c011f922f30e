import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { makeMailbox } from '../support/mailbox.ts'
import type { LoadMessage, LoadOrder, LoadReply, LoadReport } from './load.ts'

/** Called right beside the load's clock, for readings that belong to the run. */
export type LoadHooks = { started(): void; ended(): void }

export type LoadProcess = {
  /** @throws when a single record was not approved, or a single answer was not good */
  run(order: LoadOrder, hooks: LoadHooks): Promise<LoadReport>
  stop(): void
}

const ANSWER_MS = 120_000

export function startLoad(): LoadProcess {
  const child = fork(fileURLToPath(new URL('load.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
  })
  const replies = makeMailbox<LoadReply>()
  child.on('message', (reply: LoadReply) => replies.put('reply', reply))
  child.on('exit', () => replies.put('reply', { failure: 'the load process ended' }))
  const tell = (message: LoadMessage) => void child.send(message)

  async function next(): Promise<Exclude<LoadReply, { readonly failure: string }>> {
    const reply = await replies.take('reply', ANSWER_MS)
    if (typeof reply === 'object' && 'failure' in reply) throw new Error(reply.failure)
    return reply
  }

  async function run(order: LoadOrder, hooks: LoadHooks): Promise<LoadReport> {
    tell({ prepare: order })
    await next()
    hooks.started()
    tell('go')
    await next()
    hooks.ended()
    const last = await next()
    if (typeof last === 'string') throw new Error(`an unexpected reply: ${last}`)
    return last.report
  }

  return {
    run,
    stop: () => {
      // a terminal's Ctrl-C may have ended it already
      if (child.connected) child.disconnect()
    },
  }
}
