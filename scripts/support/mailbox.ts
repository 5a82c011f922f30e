/** Values put under a name, taken in the order in which they came, waited for when not there yet. */
export type Mailbox<T> = {
  put(name: string, value: T): void
  /** @throws when nothing has come after `withinMs` */
  take(name: string, withinMs: number): Promise<T>
}

export function makeMailbox<T>(): Mailbox<T> {
  const arrived = new Map<string, T[]>()
  const waiting = new Map<string, ((value: T) => void)[]>()
  return {
    put(name, value) {
      const taker = waiting.get(name)?.shift()
      if (taker) taker(value)
      else arrived.set(name, [...(arrived.get(name) ?? []), value])
    },
    take(name, withinMs) {
      const there = arrived.get(name)
      if (there && there.length > 0) return Promise.resolve(there.shift() as T)
      return new Promise((resolve, reject) => {
        const takers = waiting.get(name) ?? []
        waiting.set(name, takers)
        const timer = setTimeout(() => {
          takers.splice(takers.indexOf(take), 1)
          reject(new Error(`nothing came for ${name} within ${withinMs} ms`))
        }, withinMs)
        const take = (value: T) => {
          clearTimeout(timer)
          resolve(value)
        }
        takers.push(take)
      })
    },
  }
}
