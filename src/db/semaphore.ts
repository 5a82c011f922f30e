import { DomainError } from '../kernel/errors.ts'
import { databaseErrors } from './errors.ts'

export type Semaphore = { acquire(): Promise<() => void> }

/** At most `slots` holders; a caller that waits longer than `waitMs` is refused `db.busy`. */
export function makeSemaphore(slots: number, waitMs: number): Semaphore {
  let free = slots
  const waiting = new Set<() => void>()

  function release(): void {
    const [next] = waiting
    if (next) {
      waiting.delete(next)
      next()
    } else free += 1
  }

  function once(): () => void {
    let held = true
    return () => {
      if (held) release()
      held = false
    }
  }

  return {
    acquire() {
      if (free > 0) {
        free -= 1
        return Promise.resolve(once())
      }
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(wake)
          reject(new DomainError(databaseErrors.busy))
        }, waitMs)
        const wake = () => {
          clearTimeout(timer)
          resolve(once())
        }
        waiting.add(wake)
      })
    },
  }
}
