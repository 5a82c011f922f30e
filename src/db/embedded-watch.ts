import { bringUp, type Cluster, isAlive, type Server } from './embedded-server.ts'

export type ServerEvent =
  | { readonly kind: 'died' }
  | { readonly kind: 'restarted' }
  | { readonly kind: 'failed'; readonly error: unknown }

type Report = (event: ServerEvent) => void

export type Watch = {
  /** Looks every half second and starts a dead server again, for as long as it takes. */
  begin(report: Report): void
  /** Ends once a restart under way is over. */
  end(): Promise<void>
}

const LOOK_MS = 500

export function makeWatch(cluster: Cluster, first: Server): Watch {
  let server = first
  let timer: NodeJS.Timeout | undefined
  let ended = false
  let reviving: Promise<void> = Promise.resolve()

  async function revive(report: Report): Promise<void> {
    report({ kind: 'died' })
    await bringUp(cluster).then(
      (next) => {
        server = next
        report({ kind: 'restarted' })
      },
      (error: unknown) => report({ kind: 'failed', error }),
    )
  }

  function begin(report: Report): void {
    if (ended) return
    timer = setTimeout(() => {
      reviving = isAlive(server) ? Promise.resolve() : revive(report)
      void reviving.then(() => begin(report))
    }, LOOK_MS)
    timer.unref()
  }

  return {
    begin,
    end: async () => {
      ended = true
      clearTimeout(timer)
      await reviving
    },
  }
}
